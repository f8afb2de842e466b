import { type Coins, coinsOf, parseDeclaration } from '@aisle/decisions';
import type { HistoryRequest } from '../../protocol.js';
import type { Answered, Decision } from '../decision.js';

export interface CoinsAnswer {
  readonly coins: Coins;
}

export type CoinsReply = Answered<CoinsAnswer>;

/** The device's random groups, by the release's declaration. They depend on the history's id, not on its events. */
export const coins: Decision<HistoryRequest, CoinsReply> = (request, context) =>
  context.withHistory<CoinsAnswer>(request, ({ release, historyId }) => {
    const { interventions } = release.decisionFiles;
    if (interventions === undefined) return { reason: 'no-interventions' };
    return { coins: coinsOf(parseDeclaration(JSON.parse(interventions)), historyId) };
  });
