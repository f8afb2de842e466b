import { sessionHeads } from '@aisle/model';
import { type PointerRelease, parseManifest } from '@aisle/weights';
import { parseJson } from '../parseJson.js';
import { invalidArgument } from './invalidArgument.js';
import { publishedFiles, readShard } from './releaseBytes.js';

const ADVICE = 'Publish the release folder again.';

const logitOf = (share: number) => Math.log(share / (1 - share));

/**
 * The correction for the shop's present share of sessions with a purchase. It is the difference of the log odds, as in
 * Saerens et al. 2002 (https://doi.org/10.1162/089976602753284446).
 *
 * @param conversionRate the share of the shop's sessions with a purchase now, above 0 and below 1
 * @returns logits, with three decimals
 * @throws AisleError `invalid-argument` for another rate, or a release that does not say how often purchases were
 */
export async function interceptFor(folder: string, release: PointerRelease, conversionRate: number): Promise<number> {
  if (!(conversionRate > 0 && conversionRate < 1))
    throw invalidArgument(`--conversion-rate must be above 0 and below 1, found ${conversionRate}.`);
  const bytes = await readShard(publishedFiles(folder), release.manifest);
  const { releaseId, config } = parseManifest(
    parseJson(new TextDecoder().decode(bytes), release.manifest.file, ADVICE),
  );
  const baseRate = sessionHeads(config).find(({ target }) => target === 'purchase-in-session')?.reliability?.baseRate;
  if (baseRate === undefined || !(baseRate > 0 && baseRate < 1)) {
    const problem = `${releaseId} does not say how often a session had a purchase when it was trained`;
    throw invalidArgument(`--conversion-rate: ${problem}. Train its heads, or give --intercept.`);
  }
  return Number((logitOf(conversionRate) - logitOf(baseRate)).toFixed(3));
}
