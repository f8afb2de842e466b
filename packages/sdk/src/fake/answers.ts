import type { CatalogueItem } from '@aisle/worker';
import type { Reason, Status } from '../results.js';

/** What a fake answers. */
export interface FakeAnswers {
  /**
   * Item ids, best first. `rerank` puts them ahead of those that are not named, which keep their order; so does
   * `rerankNow`, by the ranking that an earlier page would have left. Default: `rerank` keeps the order and counts as
   * ranked, and for `rerankNow` there is no ranking yet.
   */
  readonly order?: readonly string[];
  /** Item ids, likeliest first, of which `predict` takes what its options let through. Default none. */
  readonly predictions?: readonly string[];
  /**
   * The shop's catalogue file, whatever URL `predict({ catalogue })` names. Default: there is none, as if it could not
   * be fetched.
   */
  readonly catalogueFile?: readonly CatalogueItem[];
  /** Why lists come back as they were given and nothing is predicted. `undefined`, the default: there is an answer. */
  readonly reason?: Reason | undefined;
  /** Fields of the status in place of the fake's own. What the fake does is the same. */
  readonly status?: Partial<Omit<Status, 'consent' | 'consentTrace'>>;
}
