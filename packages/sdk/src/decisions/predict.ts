import { MAX_LOGITS } from '../addedScores.js';
import type { PredictOptions } from '../api.js';
import type { PageEnvironment } from '../pageEnvironment.js';
import { type RowDecision, row } from './row.js';

/** Predicts the next purchases, among all items of the release or among candidates. */
export const predict = (
  options: PredictOptions | null | undefined,
  page: Pick<PageEnvironment, 'absoluteUrl' | 'visitContext'>,
): RowDecision =>
  row(
    'predict',
    options,
    page,
    ({
      kind = 'for-you',
      excludeViewed = false,
      excludeCart = true,
      excludePurchased = true,
      context,
      diversity,
      boost,
    }) => {
      if (kind !== 'for-you' && kind !== 'carry-on') throw new Error(`kind must be for-you or carry-on, found ${kind}`);
      if (boost && !Object.values(boost).every((logits) => Number.isFinite(logits) && Math.abs(logits) < MAX_LOGITS))
        throw new Error('boost must have finite numbers');
      // For NaN, the engine would show the worst items.
      if (diversity !== undefined && !(diversity >= 0 && diversity <= 1)) throw new Error('diversity must be 0 to 1');
      return {
        kind,
        excludeViewed,
        excludeCart,
        excludePurchased,
        ...(context &&
          kind === 'for-you' && {
            visit: {
              ...page.visitContext(),
              ...(context !== true && context.category && { category: context.category }),
            },
          }),
        ...(diversity !== undefined && { diversity }),
        ...(boost && { boost }),
      };
    },
    true,
  );
