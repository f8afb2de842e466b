import type { PredictReply } from '@aisle/worker';
import type { PredictOptions } from '../api.js';
import type { PageEnvironment } from '../pageEnvironment.js';
import { predictionCount } from '../predictionCount.js';
import { readIds } from '../readIds.js';
import type { Prediction } from '../results.js';
import type { Decision } from './decision.js';

const DEFAULT_DEADLINE_MS = 2_000;

/** Predicts the next purchases, among all items of the release or among candidates. */
export function predict(
  options: PredictOptions | null | undefined,
  { absoluteUrl }: Pick<PageEnvironment, 'absoluteUrl'>,
): Decision<PredictReply, { readonly items: Prediction[] }> {
  return {
    options,
    deadlineMs: DEFAULT_DEADLINE_MS,
    fallback: { items: [] },
    prepare() {
      const { excludeCart, excludePurchased, catalogueUrl, filter } = options ?? {};
      const count = predictionCount(options);
      const candidates = readIds('candidates', options?.candidates);
      const exclude = readIds('exclude', options?.exclude);
      const problem = candidates.problem ?? exclude.problem;
      if (problem) {
        console.warn(`[aisle] predict: ${problem}.`);
        return 'invalid-items';
      }
      const query = {
        ...(candidates.ids && { candidates: candidates.ids }),
        ...(exclude.ids && { exclude: exclude.ids }),
        excludeCart: !!excludeCart,
        excludePurchased: !!excludePurchased,
        ...(catalogueUrl && { catalogueUrl: absoluteUrl(catalogueUrl) }),
      };
      let k = count;
      return {
        call: (engine, history) => engine.predict({ k, ...query, ...history }),
        readReply({ items }) {
          const passed = items.filter(
            ({ item_id, product }) =>
              (!catalogueUrl || (product && product.in_stock !== false)) && (!filter || filter(item_id, product)),
          );
          if (passed.length >= count || items.length < k) return { items: passed.slice(0, count) };
          // The filter runs here, because a function cannot be sent to the worker. Requests more items until enough pass.
          k *= 4;
          return undefined;
        },
      };
    },
  };
}
