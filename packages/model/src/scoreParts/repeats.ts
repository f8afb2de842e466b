import { ACTION_TYPES } from '@aisle/core';
import { fieldsOf } from '../refuse.js';
import { REPEAT_AGE_COUNT, repeatBonus, repeats as repeatsOf, type RepeatConfig } from '../repeat.js';
import type { HistoryPart } from './historyPart.js';

/** A logit further from 0 than this would be a fault of the trainer. */
const MAX_LOGIT = 1000;

/** Items of the history themselves. */
export const repeats: HistoryPart<'repeat', RepeatConfig> = {
  name: 'repeats',
  configKey: 'repeat',
  parseConfig(found, refuse) {
    const record = fieldsOf(found, 'repeat', refuse);
    const logit = (field: string, value: unknown): number => {
      if (typeof value === 'number' && Math.abs(value) <= MAX_LOGIT) return value;
      return refuse(`repeat.${field}`, `a number from -${MAX_LOGIT} to ${MAX_LOGIT}`, value);
    };
    const list = (field: 'byAge' | 'byType', length: number): number[] => {
      const values = record[field];
      if (!Array.isArray(values) || values.length !== length)
        return refuse(`repeat.${field}`, `a list of ${length} numbers`, values);
      return Array.from(values as unknown[], (value, i) => logit(`${field}[${i}]`, value));
    };
    return {
      byAge: list('byAge', REPEAT_AGE_COUNT),
      byType: list('byType', ACTION_TYPES.length),
      perLogCount: logit('perLogCount', record.perLogCount),
    };
  },
  score(config, history) {
    const scores = new Map<number, number>();
    for (const [row, repeat] of repeatsOf(history)) scores.set(row, repeatBonus(config, repeat));
    return scores;
  },
};
