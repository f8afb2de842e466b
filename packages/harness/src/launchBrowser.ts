import { chromium, type Browser, type BrowserContext, type LaunchOptions } from 'playwright';
import { browserMissingError } from './ensureBrowser.js';
import { findBrowser, machineBrowserSearch } from './findBrowser.js';

/**
 * `swiftshader`: an adapter on every machine, computed by the CPU; its times say nothing about a GPU's.
 * `none`: requestAdapter() gives null in windows and workers. `default`: whatever this machine has.
 */
export type WebGpuMode = 'swiftshader' | 'none' | 'default';

export interface LaunchBrowserOptions {
  readonly webgpu: WebGpuMode;
  /** Default true. */
  readonly headless?: boolean;
  /**
   * Every request, those to localhost too, goes through this HTTP proxy: the browser's own to its
   * maker as well (Chromium asks for updates and accounts whatever the flags). For the traffic of
   * pages and workers alone, give `proxySettings(proxyUrl)` to `browser.newContext` instead.
   */
  readonly proxyUrl?: string;
  /** Further Chromium flags. */
  readonly args?: readonly string[];
  /** Whether pages that are left may be kept for a return, as in a person's browser. Default false, as Playwright has it. */
  readonly backForwardCache?: boolean;
}

/** Playwright's `proxy` option; Chromium never sends localhost to a proxy unless the bypass list takes that rule back. */
export function proxySettings(proxyUrl: string): { server: string; bypass: string } {
  return { server: proxyUrl, bypass: '<-loopback>' };
}

/** Fewer requests of the browser's own, and a short start-up behind a closed network. */
const QUIET_FLAGS = [
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // Chromium asks its maker what the fields of a form mean. The last such flag counts, so Playwright's own list is repeated.
  `--disable-features=${[
    'AutofillServerCommunication',
    'AvoidUnnecessaryBeforeUnloadCheckSync',
    'DestroyProfileOnBrowserClose',
    'HttpsUpgrades',
    'HttpsFirstBalancedModeAutoEnable',
    'LensOverlay',
    'MediaRouter',
    'PaintHolding',
    'ThirdPartyStoragePartitioning',
    'AvoidCorsURLLoaderRestartOnRedirect',
    'OptimizationHints',
    'NetworkTimeServiceQuerying',
    'AimEnabled',
    'PreconnectToSearch',
    // The suggestions under the address bar are pages of their own, two for every window: half of what a short test costs.
    'WebUIOmniboxPopup',
    'WebUIOmniboxAimPopup',
  ].join(',')}`,
];

const WEBGPU_FLAGS: Readonly<Record<WebGpuMode, readonly string[]>> = {
  swiftshader: ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
  // Each alone leaves an adapter (--disable-gpu falls back to SwiftShader, --disable-features=WebGPU does nothing).
  none: ['--disable-gpu', '--disable-software-rasterizer'],
  default: [],
};

function launchOptions(options: LaunchBrowserOptions): LaunchOptions {
  const search = machineBrowserSearch();
  const browser = findBrowser(search);
  if (browser === undefined) throw browserMissingError(search);
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return {
    executablePath: browser.executablePath,
    headless: options.headless ?? true,
    ignoreDefaultArgs: options.backForwardCache ? ['--disable-back-forward-cache'] : [],
    args: [...sandbox, ...QUIET_FLAGS, ...WEBGPU_FLAGS[options.webgpu], ...(options.args ?? [])],
    ...(options.proxyUrl === undefined ? {} : { proxy: proxySettings(options.proxyUrl) }),
  };
}

/** A browser whose contexts are forgotten when they close. Throws AisleError 'browser-missing'. */
export async function launchBrowser(options: LaunchBrowserOptions): Promise<Browser> {
  return chromium.launch(launchOptions(options));
}

/** One profile kept in `userDataDir`, so that IndexedDB and caches survive a restart of the browser. Throws AisleError 'browser-missing'. */
export async function launchPersistentBrowser(
  options: LaunchBrowserOptions & { readonly userDataDir: string },
): Promise<BrowserContext> {
  return chromium.launchPersistentContext(options.userDataDir, launchOptions(options));
}
