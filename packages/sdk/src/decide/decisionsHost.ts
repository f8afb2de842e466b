import type { Aisle } from '../api.js';

/** An Aisle instance, or an object that forwards the calls to the script tag. */
export type DecisionsHost = Pick<Aisle, 'changeDecisions' | 'request'>;
