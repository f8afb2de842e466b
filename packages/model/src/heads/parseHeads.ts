import { AisleError } from '@aisle/core';
import { fieldsOf, type Refuse } from '../refuse.js';
import type { Calibration, HeadConfig } from './headConfig.js';
import { isItemTarget, RANKING, rankingHead } from './ranking.js';
import { findHead } from './registry.js';

const MAX_HEADS = 32;
const MAX_CALIBRATION = 1e6;

/**
 * Reads the heads of a config that came from outside. A head that this version does not know is skipped, except the one
 * that ranks items. Configs that were written before there were heads name a `target`: that of the ranking.
 *
 * @throws AisleError `sdk-too-old` for a ranking that this version does not know, or as `refuse` does
 */
export function parseHeads(config: Readonly<Record<string, unknown>>, refuse: Refuse): readonly HeadConfig[] {
  if (config.heads === undefined) {
    const { target } = config;
    if (!isItemTarget(target)) return refuse('target', '"next-item" or "next-purchase"', target);
    return [rankingHead(target)];
  }
  if (!Array.isArray(config.heads) || config.heads.length > MAX_HEADS) {
    return refuse('heads', `a list of at most ${MAX_HEADS}`, config.heads);
  }
  const names = new Set<unknown>();
  const heads: HeadConfig[] = [];
  for (const [i, entry] of config.heads.entries()) {
    const field = `heads[${i}]`;
    const { name, over, target, calibration } = fieldsOf(entry, field, refuse);
    if (typeof name !== 'string' || names.has(name) || !/^[a-z][a-z0-9_]{0,39}$/.test(name)) {
      return refuse(`${field}.name`, 'a new name of small letters, digits and underscores', name);
    }
    names.add(name);
    if (name === RANKING && !isItemTarget(target)) {
      const message = `This release ranks items by ${JSON.stringify(target)}, which this version does not know; update Aisle.`;
      throw new AisleError('sdk-too-old', message, { target });
    }
    const head = findHead(target);
    // Nothing more of a head that is not known is read: its other fields may have any form.
    if (!head) continue;
    if (over !== head.over) refuse(`${field}.over`, JSON.stringify(head.over), over);
    const calibrated = calibration !== undefined && { calibration: parseCalibration(calibration, field, refuse) };
    heads.push({ name, over: head.over, target: head.target, ...calibrated });
  }
  if (!names.has(RANKING)) refuse('heads', `a list with the head ${RANKING}`, [...names]);
  return heads;
}

/** The names of the heads that `parseHeads` left out of a config. */
export function skippedHeads(config: unknown, { heads }: { readonly heads: readonly HeadConfig[] }): readonly string[] {
  const listed = (config as { readonly heads?: readonly { readonly name: string }[] }).heads ?? [];
  return listed.map(({ name }) => name).filter((name) => !heads.some((head) => head.name === name));
}

function parseCalibration(found: unknown, head: string, refuse: Refuse): Calibration {
  const field = `${head}.calibration`;
  const { scale, offset } = fieldsOf(found, field, refuse);
  const within = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) <= MAX_CALIBRATION;
  if (within(scale) && scale > 0 && within(offset)) return { scale, offset };
  return refuse(field, `a scale above 0 and an offset, at most ${MAX_CALIBRATION}`, found);
}
