import type { OutcomesByArm } from '@aisle/worker';
import { whenIdle } from './device.js';

/** Keeps the counts of `status().outcomes` current. */
export interface OutcomeWatch {
  counts: OutcomesByArm | undefined;
  /** Asks again when the page is idle and visible, once for all events that came meanwhile. */
  renew(): void;
}

/** @param ask resolves with undefined, or rejects, where nothing can be known */
export function watchOutcomes(ask: () => Promise<OutcomesByArm | undefined>, onChange: () => void): OutcomeWatch {
  let latestTurn = 0;
  const renew = async () => {
    const turn = ++latestTurn;
    await whenIdle();
    // The tabs behind the one that the shopper uses do not each read the history with every event.
    if (document.hidden) await new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }));
    const counts = turn === latestTurn ? await ask() : undefined;
    if (!counts || turn !== latestTurn || JSON.stringify(counts) === JSON.stringify(watch.counts)) return;
    watch.counts = counts;
    onChange();
  };
  const watch: OutcomeWatch = { counts: undefined, renew: () => void renew().catch(() => undefined) };
  return watch;
}
