import { sessionHeads } from '@aisle/model';
import type { Release } from '@aisle/weights';
import type * as interventions from '../interventions/interventions.js';

/** In a chunk of their own: most releases declare no interventions. */
const load = () => import('../interventions/interventions.js');

export const coins: typeof interventions.coins = async (...asked) => (await load()).coins(...asked);
export const decide: typeof interventions.decide = async (...asked) => (await load()).decide(...asked);
export const declared: typeof interventions.declared = async (...asked) => (await load()).declared(...asked);
export const intent: typeof interventions.intent = async (...asked) => (await load()).intent(...asked);
export const reportAnswer: typeof interventions.reportAnswer = async (...asked) =>
  (await load()).reportAnswer(...asked);

/**
 * Loads the chunk with the release that needs it: for everybody, and not at a call, which can depend on the history.
 * A chunk that cannot be loaded fails at the call.
 */
export function loadInterventionsOf({ config, decisionFiles }: Release): void {
  if (decisionFiles.interventions !== undefined || sessionHeads(config).length > 0) load().catch(() => undefined);
}
