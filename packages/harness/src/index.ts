export type { BrowserInstaller } from './browserInstallers.js';
export { type EnsureBrowserOptions, ensureBrowser } from './ensureBrowser.js';
export { type BrowserFound, type BrowserSearch, findBrowser, machineBrowserSearch } from './findBrowser.js';
export {
  type LaunchBrowserOptions,
  launchBrowser,
  launchPersistentBrowser,
  proxySettings,
  type WebGpuMode,
} from './launchBrowser.js';
export type { RecordedRequest } from './recordedRequest.js';
export { type RecordingProxy, startRecordingProxy } from './recordingProxy.js';
export type { ServerFault, ServerFaults } from './serverFault.js';
export {
  type StaticRoot,
  type StaticServer,
  type StaticServerOptions,
  startStaticServer,
  WORKER_CONTENT_SECURITY_POLICY,
} from './staticServer.js';
