import type { Release } from '@aisle/weights';
import type { Tier } from '../tier.js';
import type { Scorer } from './scorer.js';

export type FasterTier = Exclude<Tier, 'light'>;

/** What runs a tier, ready to take a release. */
export interface Backend {
  readonly tier: FasterTier;
  readonly adapter: string | undefined;
  /** Resolves if the backend stops working (GPU device lost); never rejects. */
  readonly lost: Promise<string>;
  /** A release on this tier. Rejects where there is no room for it. */
  open(release: Release): Promise<Scorer>;
  /** Gives back what the backend holds. */
  close(): void;
}
