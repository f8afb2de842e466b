import { AisleError } from '@aisle/core';

/** The version that `replay` is tested with. package.json has the accepted range. */
export const TESTED_VERSION = '1.65.1';

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';

/**
 * Checks that Playwright is installed. Only `replay` needs it, so @aisle/cli has it as an optional peer dependency.
 *
 * @param load imports Playwright
 * @throws AisleError `browser-missing`, with the command that installs it
 */
export async function requirePlaywright(load: () => Promise<unknown> = () => import('playwright')): Promise<void> {
  try {
    await load();
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    const lines = [
      'Asked for aisle replay, which needs Playwright, found no package "playwright" next to @aisle/cli.',
      `If @aisle/cli is installed, run: npm install playwright@${TESTED_VERSION}`,
      `Or, with npx: npx -y -p @aisle/cli -p playwright@${TESTED_VERSION} aisle replay ...`,
    ];
    throw new AisleError(
      'browser-missing',
      lines.join('\n'),
      { package: 'playwright', version: TESTED_VERSION },
      cause,
    );
  }
}
