import type { Release } from '@aisle/weights';
import type { Tier } from '../tier.js';
import type { Scorer } from './scorer.js';

export type FasterTier = Exclude<Tier, 'light'>;

/** A started tier, without a release yet. */
export interface Backend {
  readonly tier: FasterTier;
  readonly adapter: string | undefined;
  /** Resolves if the backend stops working (GPU device lost); never rejects. */
  readonly lost: Promise<string>;
  /** Opens a release on this tier. Rejects if there is not enough memory. */
  open(release: Release): Promise<Scorer>;
  /** Frees the backend's resources. */
  close(): void;
}
