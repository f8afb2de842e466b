import { type Explanations, explanationsOn } from './explanations.js';
import type { ExplanationsHost } from './explanationsHost.js';

/** Adds `explain` to an instance. Call it on every page. A second call changes nothing. @returns the same object */
export const addExplanations = <Instance extends ExplanationsHost & Partial<Explanations>>(
  aisle: Instance,
): Instance & Explanations =>
  Object.assign(aisle, aisle.explain ? undefined : explanationsOn(aisle)) as Instance & Explanations;
