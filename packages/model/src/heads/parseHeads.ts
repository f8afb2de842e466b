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
  if (!Array.isArray(config.heads) || config.heads.length > MAX_HEADS)
    return refuse('heads', `a list of at most ${MAX_HEADS}`, config.heads);
  const found = Array.from(config.heads as unknown[], (head, i) => parseHead(head, `heads[${i}]`, refuse));
  const names = found.map(({ name }) => name);
  if (new Set(names).size < names.length) refuse('heads', 'heads of different names', names);
  const ranking = found.find(({ name }) => name === RANKING);
  if (!ranking) return refuse('heads', `a list with the head ${RANKING}`, names);
  if (!ranking.known || !isItemTarget(ranking.target)) {
    const { target } = ranking;
    throw new AisleError(
      'sdk-too-old',
      `This release ranks items by ${JSON.stringify(target)}, which this version does not know; update Aisle.`,
      { target },
    );
  }
  return found.flatMap(({ known }) => known ?? []);
}

/** The names of the heads that `parseHeads` left out of a config. */
export function skippedHeads(config: unknown, { heads }: { readonly heads: readonly HeadConfig[] }): readonly string[] {
  const listed = (config as { readonly heads?: readonly { readonly name: string }[] }).heads ?? [];
  return listed.map(({ name }) => name).filter((name) => !heads.some((head) => head.name === name));
}

interface FoundHead {
  readonly name: string;
  readonly target: string;
  /** Absent where the target is not known. Nothing more of such a head is read: its other fields may have any form. */
  readonly known?: HeadConfig;
}

function parseHead(found: unknown, field: string, refuse: Refuse): FoundHead {
  const { name, over, target, calibration } = fieldsOf(found, field, refuse);
  if (typeof name !== 'string' || !/^[a-z][a-z0-9_]{0,39}$/.test(name))
    return refuse(`${field}.name`, 'a name of small letters, digits and underscores', name);
  if (typeof target !== 'string') return refuse(`${field}.target`, 'a text', target);
  const head = findHead(target);
  if (!head) return { name, target };
  if (over !== head.over) return refuse(`${field}.over`, JSON.stringify(head.over), over);
  const parsed = calibration === undefined ? undefined : parseCalibration(calibration, `${field}.calibration`, refuse);
  return { name, target, known: { name, over: head.over, target, ...(parsed && { calibration: parsed }) } };
}

function parseCalibration(found: unknown, field: string, refuse: Refuse): Calibration {
  const { scale, offset } = fieldsOf(found, field, refuse);
  if (typeof scale !== 'number' || !(scale > 0 && scale <= MAX_CALIBRATION))
    return refuse(`${field}.scale`, `a number above 0, at most ${MAX_CALIBRATION}`, scale);
  if (typeof offset !== 'number' || !(Math.abs(offset) <= MAX_CALIBRATION))
    return refuse(`${field}.offset`, `a number from -${MAX_CALIBRATION} to ${MAX_CALIBRATION}`, offset);
  return { scale, offset };
}
