import type {
  DecideRequest,
  ExplainRequest,
  HistoryRequest,
  IntentRequest,
  Provenance,
  RemoteEngine,
} from '@aisle/worker';
import type { Reason } from '../results.js';
import type { Decision, DecisionOptions, EngineReply, ResultFields } from './decision.js';

const DEFAULT_DEADLINE_MS = 2_000;

/** A decision of an entry beside the SDK, and its arguments. They are sent to the worker, so they are plain data. */
export type DecisionQuery =
  | { readonly name: 'coins' | 'declared' | 'reportAnswer' }
  | ({ readonly name: 'intent' } & Omit<IntentRequest, keyof HistoryRequest>)
  | ({ readonly name: 'decide' } & Omit<DecideRequest, keyof HistoryRequest>)
  | ({ readonly name: 'explain' } & Omit<ExplainRequest, keyof HistoryRequest>);

/**
 * Why there is no answer. `not-loaded`: the script tag did not load before the deadline. `not-exposed`: its `data-expose`
 * does not name the method.
 */
export type QueryReason = Reason | 'not-loaded' | 'not-exposed';

/** The answer to a query: the fields of the engine's reply, or a reason. */
export interface QueryResult extends Omit<ResultFields, 'reason'> {
  readonly reason?: QueryReason;
}

/**
 * A decision by its name alone, so that a separate entry can add it to an instance. Pages without the entry load nothing of
 * it.
 *
 * @param isAutomated whether a program makes the visit. Its history is empty, which is not the reason
 */
export function request(
  query: DecisionQuery,
  options: DecisionOptions | null | undefined,
  isAutomated: () => boolean,
): Decision<EngineReply, Omit<EngineReply, keyof Provenance>> {
  return {
    options,
    deadlineMs: DEFAULT_DEADLINE_MS,
    fallback: {},
    prepare() {
      const { name, ...sent } = query;
      if (name === 'decide' && isAutomated()) return 'automated';
      return {
        call: (engine: RemoteEngine, history) =>
          (engine[name] as (request: object) => Promise<EngineReply>)({ ...sent, ...history }),
        readReply: ({ historyId: _, ...answer }) => answer,
      };
    },
  };
}
