export type { AutomationScore, RiskSignal } from '@aisle/decisions';
export { addRisk } from '../risk/addRisk.js';
export type { AutomationOptions, Risk, RiskHost } from '../risk/risk.js';
