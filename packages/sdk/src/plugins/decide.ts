export type { CoinSide, Coins, DecisionReason, DecisionWhy, Intervention, OrderDays } from '@aisle/decisions';
export type { Estimate, IntentField, NoEstimateReason } from '@aisle/worker';
export { addDecisions } from '../decide/addDecisions.js';
export type { DecideOptions, OfferDecision } from '../decide/decide.js';
export type { Decisions, Interventions } from '../decide/decisions.js';
export type { DecisionsHost } from '../decide/decisionsHost.js';
export type { Intent, IntentOptions } from '../decide/intent.js';
export type { ListedIntervention } from '../decide/listInterventions.js';
export type { QueryReason } from '../decisions/request.js';
