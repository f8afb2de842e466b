import type { ModelConfig } from './config.js';
import type { Action } from './featurize.js';
import { memoryBonus, recall, type TransitionMemory } from './memory.js';
import { repeatBonus, repeats } from './repeat.js';

/** What a history alone says of items, in logits by embedding row; an item that is absent gets 0. */
export type Recollection = ReadonlyMap<number, number>;

/**
 * The part of the score that needs no network: transitions remembered from training, and having been met before.
 *
 * @param memory present where `config.memory` is
 */
export function recollect(
  config: Pick<ModelConfig, 'memory' | 'repeat'>,
  memory: TransitionMemory | undefined,
  history: readonly Action[],
): Recollection {
  const bonus = new Map<number, number>();
  if (memory && config.memory) {
    for (const [row, strength] of recall(memory, config.memory, history)) bonus.set(row, memoryBonus(config.memory, strength));
  }
  if (config.repeat) {
    for (const [row, repeat] of repeats(history)) bonus.set(row, (bonus.get(row) ?? 0) + repeatBonus(config.repeat, repeat));
  }
  return bonus;
}

/**
 * Adds it to the network's scores, in place. Plain arithmetic, so that every tier adds the same.
 *
 * @param scores [rows.length], or [itemCount + 1] where `rows` is absent
 */
export function addRecollection(scores: Float32Array, recollection: Recollection, rows?: Int32Array): void {
  if (rows) {
    rows.forEach((row, i) => (scores[i]! += recollection.get(row) ?? 0));
    return;
  }
  for (const [row, bonus] of recollection) scores[row]! += bonus;
}
