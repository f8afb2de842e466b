import { type Risk, type RiskHost, riskOn } from './risk.js';

/** Adds the methods of risk to an instance, and counts input from now on. A second call changes nothing. @returns the same object */
export const addRisk = <Instance extends RiskHost & Partial<Risk>>(aisle: Instance): Instance & Risk =>
  Object.assign(aisle, aisle.automation ? undefined : riskOn(aisle)) as Instance & Risk;
