import { AisleError } from '@aisle/core';
import { expect, test } from 'vitest';
import { ProblemLog } from './problemLog.js';

test('keeps the latest eight problems, oldest first, as plain data', () => {
  const log = new ProblemLog();
  for (let i = 1; i <= 10; i++) log.report(new AisleError('no-backend', `problem ${i}`, { i }));
  expect(log.latest).toHaveLength(8);
  expect(log.latest[0]).toEqual({ code: 'no-backend', message: 'problem 3', details: { i: 3 } });
});
