import { toAisleError } from '@aisle/core';
import type { EngineController } from './engineController.js';
import type { Experiment } from './experiment.js';
import type { Outcomes } from './outcomes.js';
import type { InstanceParts, InstanceTracker } from './parts.js';
import type { Status } from './results.js';
import { trackerStatus } from './trackerCalls.js';

/** Reads the current status from the parts. */
export function readStatus(
  tracker: InstanceTracker,
  { client, status: engine }: EngineController,
  { arm }: Experiment,
  { counts }: Outcomes,
  pageLists: InstanceParts['lists'],
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
    lists: pageLists && { ...pageLists.counts },
    lastProblem: tracker.problem ?? client.lastProblem ?? (engineProblem && toAisleError(engineProblem)),
  };
}
