import type { Intervention } from '@aisle/decisions';
import type { DeclaredAnswer } from '@aisle/worker';
import type { DecisionsHost } from './decisionsHost.js';
import type { OfferStore } from './offerStore.js';

/** An intervention that the shop declares, and whether the shopper has ended it on this device. */
export interface ListedIntervention extends Intervention {
  readonly muted: boolean;
}

/** All interventions of the release. Empty without consent or interventions, or by the deadline; never rejects. */
export async function listInterventions(
  host: DecisionsHost,
  offers: Pick<OfferStore, 'read'>,
): Promise<readonly ListedIntervention[]> {
  const { interventions = [] } = (await host.request({ name: 'declared' })) as Partial<DeclaredAnswer>;
  const { muted = [] } = (await offers.read()) ?? {};
  return interventions.map((one) => ({ ...one, muted: muted.includes('all') || muted.includes(one.id) }));
}
