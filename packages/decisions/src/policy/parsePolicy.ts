import { type AisleErrorCode, Reader } from '@aisle/core';
import type { Estimate, InterventionPolicy, Policy } from './policy.js';

const MAX_INTERVENTIONS = 100;
const MAX_FEATURES = 32;
/** The form of ids of interventions and of names of features. */
const NAME = /^[a-z0-9][a-zA-Z0-9-]{0,60}$/;

const readEstimate = (reader: Reader): Estimate => ({
  mean: reader.field('mean').number(0, 1),
  spread: reader.field('spread').number(0, 1),
});

function readEntries<T>(reader: Reader, maximum: number, read: (entry: Reader) => T): Record<string, T> {
  const { raw } = reader;
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) reader.refuse('an object');
  const names = Object.keys(raw as object);
  if (names.length > maximum || !names.every((name) => NAME.test(name)))
    reader.refuse(`an object of at most ${maximum} names of letters, digits and dashes`);
  return Object.fromEntries(names.map((name) => [name, read(reader.field(name))]));
}

function readIntervention(reader: Reader): InterventionPolicy {
  const context = reader
    .field('context')
    .optional((entry) => readEntries(entry, MAX_FEATURES, (coefficient) => coefficient.number(-1, 1)));
  return {
    shown: readEstimate(reader.field('shown')),
    base: readEstimate(reader.field('base')),
    exposures: reader.field('exposures').number(0, 1e12),
    ...(context && { context }),
  };
}

/**
 * Reads a policy from outside.
 *
 * @param code of the error: a device refuses a release, the CLI a shop's file
 * @throws AisleError `code`; its detail `field` is the path of the field
 */
export function parsePolicy(found: unknown, code: AisleErrorCode = 'manifest-invalid'): Policy {
  const reader = Reader.open(found, 'Policy', code);
  const exploration = reader.field('exploration').number(0, 1);
  const interventions = readEntries(reader.field('interventions'), MAX_INTERVENTIONS, readIntervention);
  const names = Object.keys(interventions);
  return {
    version: reader.field('version').oneOf(1),
    minExposures: reader.field('minExposures').number(0, 1e12),
    boundDeviations: reader.field('boundDeviations').number(0, 10),
    exploration,
    // All interventions together must fit into the share that explores.
    floor: reader.field('floor').number(0, exploration / Math.max(1, names.length)),
    gamma: reader.field('gamma').number(0, 1e9),
    interventions,
  };
}
