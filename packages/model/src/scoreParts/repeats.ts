import { ACTION_TYPES, type Reader } from '@aisle/core';
import { REPEAT_AGE_COUNT, type RepeatConfig, repeatScore, repeatsOf } from '../repeat.js';
import type { HistoryPart } from './historyPart.js';

/** A logit further from 0 can only come from a damaged config. */
const MAX_LOGIT = 1000;

/** Items that the history contains. */
export const repeats: HistoryPart<'repeat', RepeatConfig> = {
  name: 'repeats',
  configKey: 'repeat',
  parseConfig(reader) {
    const logit = (field: Reader) => field.number(-MAX_LOGIT, MAX_LOGIT);
    const list = (field: string, length: number) => reader.field(field).list(length, length).map(logit);
    return {
      byAge: list('byAge', REPEAT_AGE_COUNT),
      byType: list('byType', ACTION_TYPES.length),
      perLogCount: logit(reader.field('perLogCount')),
    };
  },
  score(config, history) {
    const scores = new Map<number, number>();
    for (const [row, repeat] of repeatsOf(history)) scores.set(row, repeatScore(config, repeat));
    return scores;
  },
};
