import { AisleError, type Reader } from '@aisle/core';
import type { Calibration, HeadConfig, Reliability } from './headConfig.js';
import { ITEM_TARGETS, isItemTarget, RANKING, rankingHead } from './ranking.js';
import { findHead } from './registry.js';

const MAX_HEADS = 32;
const MAX_CALIBRATION = 1e6;
const MAX_BINS = 100;

/**
 * Reads the heads of a config from outside. A head that this version does not know is skipped, except the ranking.
 * Older configs have no heads. Their field `target` is the target of the ranking.
 *
 * @throws AisleError `sdk-too-old` if this version does not know the target of the ranking, or as `config` does
 */
export function parseHeads(config: Reader): readonly HeadConfig[] {
  const list = config.field('heads').optional((reader) => reader.list(MAX_HEADS));
  if (!list) return [rankingHead(config.field('target').oneOf(...ITEM_TARGETS))];
  const names = new Set<string>();
  const heads: HeadConfig[] = [];
  for (const entry of list) {
    const name = entry.field('name').text(/^[a-z][a-z0-9_]{0,39}$/, 'a name of small letters, digits and underscores');
    if (names.has(name)) entry.field('name').refuse('a name that no other head has');
    names.add(name);
    const target = entry.field('target').raw;
    if (name === RANKING && !isItemTarget(target)) {
      const found = JSON.stringify(target);
      const message = `This release ranks items by ${found}, which this version does not know. Update Aisle.`;
      throw new AisleError('sdk-too-old', message, { target });
    }
    const head = findHead(target);
    // The other fields of an unknown head may have any form, so they are not read.
    if (!head) continue;
    const over = entry.field('over').oneOf(head.over);
    const calibration = entry.field('calibration').optional(readCalibration);
    const reliability = entry.field('reliability').optional(readReliability);
    heads.push({
      name,
      over,
      target: head.target,
      ...(calibration && { calibration }),
      ...(reliability && { reliability }),
    });
  }
  if (!names.has(RANKING)) config.field('heads').refuse(`a list with the head ${RANKING}`);
  return heads;
}

const readCalibration = (reader: Reader): Calibration => ({
  scale: reader.field('scale').positive(MAX_CALIBRATION),
  offset: reader.field('offset').number(-MAX_CALIBRATION, MAX_CALIBRATION),
});

const readReliability = (reader: Reader): Reliability => ({
  baseRate: reader.field('baseRate').number(0, 1),
  bins: reader
    .field('bins')
    .list(MAX_BINS, 1)
    .map((bin) => ({
      upTo: bin.field('upTo').number(0, 1),
      low: bin.field('low').number(0, 1),
      high: bin.field('high').number(0, 1),
    })),
});

/** The names of the heads that `parseHeads` skipped. */
export function skippedHeads(config: unknown, { heads }: { readonly heads: readonly HeadConfig[] }): readonly string[] {
  const listed = (config as { readonly heads?: readonly { readonly name: string }[] }).heads ?? [];
  return listed.map(({ name }) => name).filter((name) => !heads.some((head) => head.name === name));
}
