import type { Release } from '@aisle/weights';
import type { Backend, FasterTier } from '../engine/backend.js';
import { LightScorer } from '../engine/lightScorer.js';
import type { Scorer } from '../engine/scorer.js';

/** The light tier under the name of a faster tier. A test can make it fail. */
export class FakeScorer implements Scorer {
  readonly tier: FasterTier;
  readonly maxResults: number;
  /** The error that the next computations throw. */
  failure: Error | undefined;
  disposed = false;
  readonly #light: LightScorer;

  constructor(
    readonly release: Release,
    tier: FasterTier = 'wasm',
    maxResults = Infinity,
  ) {
    this.tier = tier;
    this.maxResults = maxResults;
    this.#light = new LightScorer(release);
  }

  score(...args: Parameters<LightScorer['score']>) {
    if (this.failure) throw this.failure;
    return this.#light.score(...args);
  }

  top(...args: Parameters<LightScorer['top']>) {
    if (this.failure) throw this.failure;
    return this.#light.top(...args);
  }

  forget(): void {
    this.#light.forget();
  }

  dispose(): void {
    this.disposed = true;
  }
}

/** A backend that opens FakeScorers. A test can report its loss. */
export class FakeBackend implements Backend {
  readonly tier: FasterTier;
  readonly adapter: string;
  readonly lost: Promise<string>;
  readonly opened: FakeScorer[] = [];
  closed = false;
  /** Reports the loss of the device. */
  readonly lose: (message: string) => void;
  readonly #refusal: Error | undefined;

  /** @param refusal the error that `open` throws */
  constructor(tier: FasterTier, refusal?: Error) {
    this.tier = tier;
    this.adapter = `${tier} adapter`;
    this.#refusal = refusal;
    let lose: (message: string) => void = () => {};
    this.lost = new Promise((resolve) => (lose = resolve));
    this.lose = lose;
  }

  async open(release: Release): Promise<Scorer> {
    if (this.#refusal) throw this.#refusal;
    const scorer = new FakeScorer(release, this.tier);
    this.opened.push(scorer);
    return scorer;
  }

  close(): void {
    this.closed = true;
  }
}
