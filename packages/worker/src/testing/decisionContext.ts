import type { TrackedEvent } from '@aisle/core';
import type { Release } from '@aisle/weights';
import { vi } from 'vitest';
import { CatalogueFiles } from '../engine/catalogueFile.js';
import type { DecisionContext } from '../engine/decision.js';
import { History } from '../engine/history.js';
import { Idle } from '../engine/idle.js';
import { itemRowsOf } from '../engine/itemRows.js';
import { LightScorer } from '../engine/lightScorer.js';
import { Outcomes } from '../engine/outcomes.js';
import type { Scorer } from '../engine/scorer.js';
import type { Provenance } from '../protocol.js';
import { FakeHistory, historyOf } from './testEngine.js';

/** A decision's context with this release on the light tier and a stored history of these events. */
export const createContext = (release: Release, ...events: TrackedEvent[]) =>
  createContextOn(new LightScorer(release), ...events);

/** As `createContext`, on any tier. */
export function createContextOn(scorer: Scorer, ...events: TrackedEvent[]) {
  const { release } = scorer;
  const light = new LightScorer(release);
  const stopped = new AbortController().signal;
  const idle = new Idle(() => 0, stopped);
  const busy = vi.spyOn(idle, 'markBusy');
  const whenIdle = vi.spyOn(idle, 'whenIdle').mockResolvedValue();
  const stored = new FakeHistory(historyOf(...events));
  const history = new History(stored);
  const items = itemRowsOf(release);
  const context: DecisionContext = {
    idle,
    catalogueFiles: new CatalogueFiles(() => {}, stopped),
    outcomes: new Outcomes(new FakeHistory(historyOf(...events)), 0),
    ready: Promise.resolve(),
    withScorer: async (_request, _maxResults, compute) => {
      await history.catchUp(undefined);
      const provenance: Provenance = {
        release: release.manifest.releaseId,
        tier: scorer.tier,
        historyId: history.historyId,
      };
      const answer = await compute({
        scorer,
        light,
        historyId: history.historyId ?? '',
        intentIntercept: 0,
        items,
        actions: history.actions(items.rowOf),
        events: history.latest,
      });
      return answer ? { ...provenance, ...answer } : { ...provenance, reason: 'unknown-items' };
    },
    withHistory: async (_request, compute) => {
      await history.catchUp(undefined);
      const { historyId = '', latest: historyEvents } = history;
      const provenance = { release: release.manifest.releaseId, tier: scorer.tier, historyId };
      return { ...provenance, ...compute({ release, historyId, events: historyEvents }) };
    },
    withRelease: async (compute) => ({
      release: release.manifest.releaseId,
      tier: scorer.tier,
      historyId: undefined,
      ...(compute({ release, items }) ?? { reason: 'unknown-items' }),
    }),
  };
  return { context, busy, whenIdle, history: stored };
}
