export type { BrowserSession, BrowserTab } from './browserSession.js';
export { type Engine, enginesToTest, usesPlaywrightBuilds } from './engines.js';
export { ensureEngines } from './ensureEngines.js';
export { launchFirefox } from './launchFirefox.js';
export { launchWebKit } from './launchWebKit.js';
