import { type Decisions, decisionsOn } from './decisions.js';
import type { DecisionsHost } from './decisionsHost.js';

/** Adds the methods of decisions to an instance. A second call changes nothing. @returns the same object */
export const addDecisions = <Instance extends DecisionsHost & Partial<Decisions>>(
  aisle: Instance,
): Instance & Decisions => Object.assign(aisle, aisle.intent ? undefined : decisionsOn(aisle)) as Instance & Decisions;
