/** The engines besides Chromium's that the browser suites run in. */
const ENGINES = ['firefox', 'webkit'] as const;
export type Engine = (typeof ENGINES)[number];

export interface EnsureEnginesOptions {
  /** Whether Debian's packages may be installed. */
  readonly install: boolean;
  readonly log: (line: string) => void;
}

/** The engines to test: those that AISLE_BROWSER_ENGINES lists, separated by commas, or all. */
export function enginesToTest(): readonly Engine[] {
  const names = process.env.AISLE_BROWSER_ENGINES?.split(',');
  return ENGINES.filter((engine) => names?.includes(engine) ?? true);
}

/**
 * Whether Playwright's own builds of Firefox and WebKit are used instead of Debian's packages. They run on machines that
 * have no Debian packages of WebKitGTK's driver. Playwright disables their back/forward cache:
 * https://github.com/microsoft/playwright/pull/41872
 */
export const usesPlaywrightBuilds = (): boolean => process.env.AISLE_BROWSER_BUILDS === 'playwright';
