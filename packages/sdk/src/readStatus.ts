import { toAisleError } from '@aisle/core';
import type { EngineSession } from './engineSession.js';
import type { Experiment } from './experiment.js';
import type { Outcomes } from './outcomes.js';
import type { InstanceParts, InstanceTracker } from './parts.js';
import type { Status } from './results.js';
import { trackerStatus } from './trackerCalls.js';

/** The status of this moment. */
export function readStatus(
  tracker: InstanceTracker,
  { client, status: engine }: EngineSession,
  { arm }: Experiment,
  { counts }: Outcomes,
  surface: InstanceParts['surface'],
): Status {
  const engineProblem = engine?.problems.at(-1);
  return {
    ...trackerStatus(tracker),
    worker: client.state,
    tier: engine?.tier,
    catalogueTier: engine?.catalogueTier,
    adapter: engine?.adapter,
    release: engine?.release,
    signed: engine?.signed,
    channel: engine?.channel,
    arm,
    outcomes: counts && { arm, ...counts },
    requests: engine?.requests ?? [],
    lists: surface && { ...surface.counts },
    lastError: tracker.problem ?? client.lastError ?? (engineProblem && toAisleError(engineProblem)),
  };
}
