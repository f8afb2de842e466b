import { countOf, whole } from './numbers.js';
import type { PageEvaluation } from './pageReport.js';

/** What a release predicts, in the words of a shop. */
export interface Wording {
  /** `purchase` or `item` */
  readonly thing: string;
  /** 100, or 1,000 if hundredths would not show a difference. */
  readonly base: number;
  /** Whether a shopper stands for one example. If not, sentences count purchases or items. */
  readonly countsShoppers: boolean;
}

export function wordingOf({ target, examples, units, metrics }: PageEvaluation): Wording {
  const model = metrics.model['hr@10'];
  const baselines = [metrics.transitionTable['hr@10'], metrics.popularity['hr@10']];
  const looksEqual = baselines.some((share) => share !== model && countOf(share, 100) === countOf(model, 100));
  return {
    thing: target === 'next-purchase' ? 'purchase' : 'item',
    base: (model > 0 && model < 0.1) || looksEqual ? 1000 : 100,
    countsShoppers: examples === units,
  };
}

const isOne = (count: string) => count === '1' || count === 'fewer than 1';

/** `Of 100 shoppers, 31 find their next purchase among ten recommended items` */
export function headline({ thing, base, countsShoppers }: Wording, share: number): string {
  const count = countOf(share, base);
  return countsShoppers
    ? `Of ${whole(base)} shoppers, ${count} ${isOne(count) ? 'finds' : 'find'} their next ${thing} among ten recommended items`
    : `Of ${whole(base)} next ${thing}s, ${count} ${isOne(count) ? 'is' : 'are'} among ten recommended items`;
}

/** `3,072 shoppers`, or `5,120 purchases of 3,072 shoppers` */
export const testSize = ({ thing, countsShoppers }: Wording, { examples, units }: PageEvaluation): string =>
  countsShoppers ? `${whole(units)} shoppers` : `${whole(examples)} ${thing}s of ${whole(units)} shoppers`;
