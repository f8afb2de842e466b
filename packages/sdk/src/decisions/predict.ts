import type { PredictReply } from '@aisle/worker';
import type { PredictOptions } from '../api.js';
import { readTexts } from '../itemIds.js';
import type { PageEnvironment } from '../pageEnvironment.js';
import { predictionCount } from '../predictionCount.js';
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
      const { candidates, exclude, excludeCart, excludePurchased, catalogueUrl, filter = () => true } = options ?? {};
      const count = predictionCount(options);
      const query = {
        ...(candidates && { candidates: readTexts(candidates) }),
        ...(exclude && { exclude: readTexts(exclude) }),
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
              (!catalogueUrl || (product && product.in_stock !== false)) && filter(item_id, product),
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
