import { type Browser, type BrowserContext, chromium, type LaunchOptions } from 'playwright';
import { browserMissingError } from './ensureBrowser.js';
import { findBrowser, machineBrowserSearch } from './findBrowser.js';

/**
 * `swiftshader`: a software adapter, which every machine has. Its speed is not that of a GPU.
 * `none`: requestAdapter() resolves with null in windows and workers. `default`: the adapter of this machine, if any.
 */
export type WebGpuMode = 'swiftshader' | 'none' | 'default';

export interface LaunchBrowserOptions {
  readonly webgpu: WebGpuMode;
  /** Default true. */
  readonly headless?: boolean;
  /**
   * An HTTP proxy for all requests, including those to localhost and the browser's own requests to its vendor. Chromium
   * checks for updates and accounts despite all flags. For the requests of pages and workers only, pass
   * `proxySettings(proxyUrl)` to `browser.newContext` instead.
   */
  readonly proxyUrl?: string;
  /** Further Chromium flags. */
  readonly args?: readonly string[];
  /** Whether the back/forward cache is enabled, as in a person's browser. Default false, which is Playwright's default. */
  readonly backForwardCache?: boolean;
}

/**
 * Playwright's `proxy` option. Chromium bypasses the proxy for localhost unless the list has `<-loopback>`:
 * https://chromium.googlesource.com/chromium/src/+/HEAD/net/docs/proxy.md#overriding-the-implicit-bypass-rules
 */
export function proxySettings(proxyUrl: string): { server: string; bypass: string } {
  return { server: proxyUrl, bypass: '<-loopback>' };
}

/** Flags against the browser's own requests. They also shorten the start without a network. */
const QUIET_FLAGS = [
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // Chromium sends form fields to its vendor to classify them. Only the last such flag counts, so this repeats Playwright's list.
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
    // The suggestions of the address bar are two extra pages per window, which take half the time of a short test.
    'WebUIOmniboxPopup',
    'WebUIOmniboxAimPopup',
  ].join(',')}`,
];

const WEBGPU_FLAGS: Readonly<Record<WebGpuMode, readonly string[]>> = {
  swiftshader: ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
  // With --disable-gpu alone, SwiftShader remains. --disable-features=WebGPU has no effect. launchBrowser.test.ts checks both flags.
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

/**
 * A browser whose contexts lose their storage when they close.
 *
 * @throws AisleError 'browser-missing'
 */
export async function launchBrowser(options: LaunchBrowserOptions): Promise<Browser> {
  return chromium.launch(launchOptions(options));
}

/**
 * A browser with its profile in `userDataDir`, so that IndexedDB and caches survive a restart.
 *
 * @throws AisleError 'browser-missing'
 */
export async function launchPersistentBrowser(
  options: LaunchBrowserOptions & { readonly userDataDir: string },
): Promise<BrowserContext> {
  return chromium.launchPersistentContext(options.userDataDir, launchOptions(options));
}
