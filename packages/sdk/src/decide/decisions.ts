import type { Coins } from '@aisle/decisions';
import { coins } from './coins.js';
import { type DecideOptions, decide, type OfferDecision } from './decide.js';
import type { DecisionsHost } from './decisionsHost.js';
import { type Intent, type IntentOptions, intent } from './intent.js';
import { type ListedIntervention, listInterventions } from './listInterventions.js';
import { OfferStore } from './offerStore.js';

/** The shopper's switches. */
export interface Interventions {
  /**
   * The interventions that the shop declares, for a page where the shopper ends some of them. Empty without consent or
   * interventions. Resolves within two seconds; never rejects.
   */
  list(): Promise<readonly ListedIntervention[]>;
  /** What the shopper has muted: ids of interventions, or `all`. */
  muted(): Promise<readonly string[]>;
  /** Ends an intervention on this device, or all of them. */
  mute(id: string): Promise<void>;
  unmute(id: string): Promise<void>;
}

/** The methods that `addDecisions` adds. */
export interface Decisions {
  /**
   * How likely the shopper buys, and how sure the release is. Computed on the device. Resolves by its deadline; never
   * rejects.
   */
  intent(options?: IntentOptions | null): Promise<Intent>;
  /**
   * Whether to show one of the shop's interventions at a placement, and which. The same for a placement within a page view,
   * until it is closed. Never rejects.
   */
  decide(options: DecideOptions): Promise<OfferDecision>;
  /**
   * The device's random groups, to be attached to the shop's own orders (docs/guides/measuring-decisions.md). They do not
   * depend on the shopper's behaviour. Empty without consent or interventions. Never rejects.
   */
  coins(options?: IntentOptions | null): Promise<Coins>;
  readonly interventions: Interventions;
}

export function decisionsOn(host: DecisionsHost): Decisions {
  const offers = new OfferStore(host);
  /** Decisions of this page view that act, by placement. */
  const decided = new Map<string, Promise<OfferDecision>>();
  return {
    intent: (options) => intent(host, options),
    decide(options) {
      // Without a placement, the engine finds no intervention.
      const { placement = '' } = (options as DecideOptions | null | undefined) ?? {};
      const earlier = decided.get(placement);
      if (earlier) return earlier;
      const decision = decide(host, offers, { ...options, placement }).then((offer) => ({
        ...offer,
        dismissed() {
          decided.delete(placement);
          return offer.dismissed();
        },
      }));
      decided.set(placement, decision);
      // Consent, events and releases can change an answer that does not act.
      void decision.then(({ act }) => act || decided.delete(placement));
      return decision;
    },
    coins: (options) => coins(host, options),
    interventions: {
      list: () => listInterventions(host, offers),
      muted: async () => (await offers.read())?.muted ?? [],
      async mute(id) {
        decided.clear();
        await offers.mute(id, true);
      },
      unmute: (id) => offers.mute(id, false),
    },
  };
}
