import { addRecollection, contextLength, LightEncoder, recollect, scoreRows, type Action, type Recollection } from '@aisle/model';
import type { Release } from '@aisle/weights';
import type { Scorer } from './scorer.js';

/** A release on plain arrays: starts at once, needs nothing but the weights, works wherever JavaScript does. */
export class LightScorer implements Scorer {
  readonly tier = 'light';
  private readonly encoder: LightEncoder;
  /** What the encoder's state holds: this array's first `taken` actions. */
  private actions: readonly Action[] | undefined;
  private taken = 0;
  private answer: { query: Float32Array; recollection: Recollection } | undefined;

  constructor(readonly release: Release) {
    this.encoder = new LightEncoder(release.config, release.values);
  }

  score(actions: readonly Action[], rows?: Int32Array): Float32Array {
    const { config, memory, values } = this.release;
    if (actions !== this.actions) {
      this.forget();
      this.actions = actions;
      // Earlier actions cannot reach the last position.
      this.taken = Math.max(0, actions.length - contextLength(config));
    }
    if (!this.answer || this.taken < actions.length) {
      this.encoder.advance(actions, this.taken);
      this.taken = actions.length;
      this.answer = { query: this.encoder.query(), recollection: recollect(config, memory, actions) };
    }
    const scores = scoreRows(this.answer.query, values.get('item_embedding')!, values.get('item_bias')!, rows);
    addRecollection(scores, this.answer.recollection, rows);
    return scores;
  }

  forget(): void {
    this.encoder.reset();
    this.actions = undefined;
    this.answer = undefined;
  }
}
