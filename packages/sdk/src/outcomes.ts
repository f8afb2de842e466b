import type { OutcomesByArm } from '@aisle/worker';
import { whenIdle } from './device.js';

/** Keeps the counts of `status().outcomes` current. */
export interface OutcomeWatch {
  counts: OutcomesByArm | undefined;
  /** Asks again when the page is idle, once for all events that came meanwhile. */
  renew(): void;
}

/** @param ask resolves with undefined, or rejects, where nothing can be known */
export function watchOutcomes(ask: () => Promise<OutcomesByArm | undefined>, onChange: () => void): OutcomeWatch {
  let latestTurn = 0;
  const watch: OutcomeWatch = {
    counts: undefined,
    renew() {
      const turn = ++latestTurn;
      const isLatest = () => turn === latestTurn;
      void whenIdle()
        .then(() => (isLatest() ? ask() : undefined))
        .then((counts) => {
          if (!isLatest() || !counts || JSON.stringify(counts) === JSON.stringify(watch.counts)) return;
          watch.counts = counts;
          onChange();
        })
        .catch(() => undefined);
    },
  };
  return watch;
}
