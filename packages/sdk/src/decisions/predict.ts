import type { PredictReply } from '@aisle/worker';
import type { PredictOptions } from '../api.js';
import type { PageEnvironment } from '../pageEnvironment.js';
import { predictionCount } from '../predictionCount.js';
import type { Prediction } from '../results.js';
import type { Decision } from './decision.js';

const DEFAULT_DEADLINE_MS = 2_000;

/** The likeliest next purchases, of the whole catalogue or of some candidates. */
export function predict(
  options: PredictOptions | null | undefined,
  { absoluteUrl }: Pick<PageEnvironment, 'absoluteUrl'>,
): Decision<PredictReply, { readonly items: Prediction[] }> {
  return {
    options,
    deadlineMs: DEFAULT_DEADLINE_MS,
    unanswered: { items: [] },
    prepare() {
      const { candidates, exclude, excludeCart, excludePurchased, catalogueUrl, filter = () => true } = options ?? {};
      const count = predictionCount(options);
      const question = {
        ...(candidates && { candidates: Array.from(candidates, String) }),
        ...(exclude && { exclude: Array.from(exclude, String) }),
        excludeCart: !!excludeCart,
        excludePurchased: !!excludePurchased,
        ...(catalogueUrl && { catalogueUrl: absoluteUrl(catalogueUrl) }),
      };
      let k = count;
      return {
        request: (engine, history) => engine.predict({ k, ...question, ...history }),
        answer({ items }) {
          const passed = items.filter(
            ({ item_id, product }) =>
              (!catalogueUrl || (product && product.in_stock !== false)) && filter(item_id, product),
          );
          if (passed.length >= count || items.length < k) return { items: passed.slice(0, count) };
          // The filter runs here, since a function cannot cross to the worker: ask for more until enough pass.
          k *= 4;
          return undefined;
        },
      };
    },
  };
}
