import type { Coins, InterventionDecision } from '@aisle/decisions';
import type { CatalogueItem, IntentAnswer } from '@aisle/worker';
import type { Reason, Status } from '../results.js';

/** The answers of a fake. */
export interface FakeAnswers {
  /**
   * Item ids, best first. `rerank` and `rerankNow` put them before all others, which keep their order. Default: `rerank`
   * keeps the order and reports `ranked: true`, and `rerankNow` has no ranking yet.
   */
  readonly order?: readonly string[];
  /** Item ids, most likely first. `predict` applies its options to them, except kind, diversity and the like. Default none. */
  readonly predictions?: readonly string[];
  /** Item ids, best first. `related` applies its options to them, for any item. Default none. */
  readonly related?: readonly string[];
  /** As `related`, for `boughtWith`. */
  readonly boughtWith?: readonly string[];
  /** As `related`, for `trending` in any category. */
  readonly trending?: readonly string[];
  /** What `intent` of `@aisle/sdk/decide` answers. Default: the release predicts nothing of the kind (`no-head`). */
  readonly intent?: Partial<IntentAnswer>;
  /**
   * What `decide` of `@aisle/sdk/decide` answers at the placements of its `intervention`. Caps, mutes and dismissals hold as
   * in the real instance. Default: the release has no interventions (`no-interventions`).
   */
  readonly decision?: Partial<Omit<InterventionDecision, 'act'>>;
  /** What `coins` of `@aisle/sdk/decide` answers. Default none: the release has no interventions. */
  readonly coins?: Coins;
  /** The entries of the catalogue file, for any `catalogueUrl`. Default: the file cannot be fetched. */
  readonly catalogueFile?: readonly CatalogueItem[];
  /** Why lists keep their order and nothing is predicted. Default `undefined`: there is an answer. */
  readonly reason?: Reason | undefined;
  /** Overrides fields of the status. They do not change the behaviour of the fake. */
  readonly status?: Partial<Omit<Status, 'consent' | 'consentTrace'>>;
}
