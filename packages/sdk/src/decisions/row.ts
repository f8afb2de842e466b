import { toAisleError } from '@aisle/core';
import type { PredictReply, RemoteEngine, RowRequest } from '@aisle/worker';
import type { RowOptions } from '../api.js';
import type { PageEnvironment } from '../pageEnvironment.js';
import { readIds } from '../readIds.js';
import type { Prediction } from '../results.js';
import { rowLength } from '../rowLength.js';
import type { Decision } from './decision.js';

const DEFAULT_DEADLINE_MS = 2_000;

export type RowDecision = Decision<PredictReply, { readonly items: Prediction[] }>;

/** What the requests of one kind of row have in addition to those of every row. */
type RowArguments<Name extends keyof RemoteEngine> = Omit<
  Parameters<RemoteEngine[Name]>[0],
  keyof RowRequest | 'cursor' | 'history' | 'noticesSent'
>;

/**
 * A row of items: what `predict`, `related`, `boughtWith` and `trending` have in common.
 *
 * @param name the method, of the instance and of the engine
 * @param readArguments reads the arguments of this kind of row; may throw
 * @param readsHistory whether the request contains the history
 */
export function row<Name extends 'predict' | 'related' | 'boughtWith' | 'trending', Options extends RowOptions>(
  name: Name,
  options: Options | null | undefined,
  { absoluteUrl }: Pick<PageEnvironment, 'absoluteUrl'>,
  readArguments: (options: Partial<Options>) => RowArguments<Name>,
  readsHistory = false,
): RowDecision {
  return {
    options,
    readsHistory,
    deadlineMs: DEFAULT_DEADLINE_MS,
    fallback: { items: [] },
    prepare() {
      const given: Partial<Options> = options ?? {};
      const { catalogueUrl, maxPerCategory } = given;
      let { filter } = given;
      const count = rowLength(name, options);
      let request: RowRequest;
      let most: Prediction[] = [];
      try {
        const candidates = readIds(name, 'candidates', given.candidates);
        const exclude = readIds(name, 'exclude', given.exclude);
        request = {
          ...readArguments(given),
          k: count,
          ...(candidates && { candidates }),
          ...(exclude && { exclude }),
          ...(maxPerCategory && { maxPerCategory }),
          ...(catalogueUrl && { catalogueUrl: absoluteUrl(catalogueUrl) }),
        };
      } catch (cause) {
        console.warn(`[aisle] ${name}: ${toAisleError(cause).message}.`);
        return 'invalid-items';
      }
      return {
        call: (engine, history) =>
          (engine[name] as (sent: RowRequest) => Promise<PredictReply>)({ ...request, ...(readsHistory && history) }),
        // The filter runs here, because a function cannot be sent to the worker.
        readReply({ items }) {
          const { k } = request;
          const passed = items.filter(({ item_id, product }) => !filter || filter(item_id, product));
          // A longer row that cannot be filled keeps its limits, so that fewer items may pass.
          if (passed.length > most.length) most = passed;
          if (passed.length > count) {
            // The engine composes the row again, because its rules depend on the length of the row.
            request = { ...request, k: count, candidates: passed.map(({ item_id }) => item_id) };
            filter = undefined;
            most = [];
          } else if (passed.length === count || items.length < k) return { items: most };
          // Requests more items until enough pass.
          else request = { ...request, k: 4 * k };
          return undefined;
        },
      };
    },
  };
}
