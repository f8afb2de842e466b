export { findBrowser, machineBrowserSearch, type BrowserFound, type BrowserSearch } from './findBrowser.js';
export { ensureBrowser, type EnsureBrowserOptions } from './ensureBrowser.js';
export { type BrowserInstaller } from './browserInstallers.js';
export {
  launchBrowser,
  launchPersistentBrowser,
  proxySettings,
  type LaunchBrowserOptions,
  type WebGpuMode,
} from './launchBrowser.js';
export { type RecordedRequest } from './recordedRequest.js';
export { startRecordingProxy, type RecordingProxy } from './recordingProxy.js';
export { type ServerFault, type ServerFaults } from './serverFault.js';
export { type StaticRoot } from './staticFile.js';
export {
  startStaticServer,
  WORKER_CONTENT_SECURITY_POLICY,
  type StaticServer,
  type StaticServerOptions,
} from './staticServer.js';
export { ensureDebianBrowsers } from './webDriver/debianBrowsers.js';
export { launchFirefox } from './webDriver/launchFirefox.js';
export { launchWebKit } from './webDriver/launchWebKit.js';
export { type WebDriverSession, type WebDriverTab } from './webDriver/webDriverSession.js';
