import { type ExposureRules, exposureRefused, type InterventionMoment, type Situation } from '@aisle/decisions';
import type { DecisionChange, DecisionRow } from '@aisle/store';
import type { DecisionsHost } from './decisionsHost.js';

/** How long a decision counts for the caps before it is shown. */
const RESERVATION_MS = 10 * 60_000;

/** What the caps need to know of a decision that acts. */
export interface Offer {
  readonly row: DecisionRow;
  readonly rules: ExposureRules;
  readonly sessionStartMs: number;
}

/** A decision that was shown counts from then. One that is reserved counts as if it were shown now. */
const exposuresOf = (rows: readonly DecisionRow[], nowMs: number, exceptId?: string): InterventionMoment[] =>
  rows.flatMap(({ decisionId, intervention: id, muted, shownMs, reservedUntilMs }) =>
    muted || decisionId === exceptId || (shownMs === undefined && reservedUntilMs === undefined)
      ? []
      : [{ id, timestampMs: shownMs ?? nowMs }],
  );

/** Whether nothing may be shown any more: the shopper has muted it, perhaps in another tab, or another exposure forbids it. */
function isOver({ row, rules, sessionStartMs }: Offer, rows: readonly DecisionRow[], nowMs: number): boolean {
  const isMuted = rows.some(({ muted, intervention }) => muted && ['all', row.intervention].includes(intervention));
  const exposures = exposuresOf(rows, nowMs, row.decisionId);
  return isMuted || exposureRefused(rules, { exposures, nowMs, sessionStartMs }) !== undefined;
}

/** Exposures, answers and mutes of this device. Its methods never reject: without storage, nothing is shown. */
export class OfferStore {
  readonly #host: Pick<DecisionsHost, 'changeDecisions'>;
  readonly #now: () => number;

  constructor(host: Pick<DecisionsHost, 'changeDecisions'>, now: () => number = Date.now) {
    this.#host = host;
    this.#now = now;
  }

  #change<T>(change: (rows: readonly DecisionRow[]) => DecisionChange<T>): Promise<T | undefined> {
    return this.#host.changeDecisions(change).catch(() => undefined);
  }

  /** What counts for the next decision. Undefined if nothing can be stored. */
  read(): Promise<(Pick<Situation, 'exposures' | 'dismissals'> & { readonly muted: readonly string[] }) | undefined> {
    return this.#change((rows) => ({
      result: {
        exposures: exposuresOf(rows, this.#now()),
        dismissals: rows.flatMap(({ intervention: id, dismissedMs }) =>
          dismissedMs === undefined ? [] : [{ id, timestampMs: dismissedMs }],
        ),
        muted: rows.filter(({ muted }) => muted).map(({ intervention }) => intervention),
      },
    }));
  }

  /** Reserves an exposure. @returns false if it may not be shown any more, or nothing can be stored */
  async reserve(offer: Offer): Promise<boolean> {
    const reserved = await this.#change((rows) => {
      const nowMs = this.#now();
      if (isOver(offer, rows, nowMs)) return { result: false };
      return { put: { ...offer.row, reservedUntilMs: nowMs + RESERVATION_MS }, result: true };
    });
    return reserved ?? false;
  }

  /** Counts the exposure. @returns false if it may not be shown any more, for example after the reservation had ended */
  async show(offer: Offer): Promise<boolean> {
    const { row } = offer;
    const counted = await this.#change((rows) => {
      const nowMs = this.#now();
      const stored = rows.find(({ decisionId }) => decisionId === row.decisionId);
      if (stored?.shownMs !== undefined) return { result: true };
      if (isOver(offer, rows, nowMs)) return { result: false };
      const { reservedUntilMs: _, ...kept } = { ...row, ...stored };
      return { put: { ...kept, shownMs: nowMs }, result: true };
    });
    return counted ?? false;
  }

  /** Stores the shopper's answer to an offer that was shown. */
  async answer({ row }: Offer, field: 'acceptedMs' | 'dismissedMs'): Promise<void> {
    await this.#change((rows) => {
      const stored = rows.find(({ decisionId }) => decisionId === row.decisionId);
      return stored ? { put: { ...stored, [field]: this.#now() }, result: undefined } : { result: undefined };
    });
  }

  /** @param id of an intervention, or `all` */
  async mute(id: string, muted: boolean): Promise<void> {
    const decisionId = `mute-${id}`;
    await this.#change(() => ({
      ...(muted ? { put: { decisionId, timestampMs: this.#now(), intervention: id, muted } } : { remove: decisionId }),
      result: undefined,
    }));
  }
}
