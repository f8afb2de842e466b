import { expect, test } from 'vitest';
import { AisleError, ERROR_CODES, toAisleError, toPlainError } from './errors.js';

test('every code survives structured clone', () => {
  for (const code of ERROR_CODES) {
    const thrown = new AisleError(code, `message of ${code}`, { field: 'price', expected: 3 });
    const arrived = toAisleError(structuredClone(toPlainError(thrown)));
    expect(arrived).toBeInstanceOf(AisleError);
    expect(toPlainError(arrived)).toEqual({
      code,
      message: `message of ${code}`,
      details: { field: 'price', expected: 3 },
    });
  }
});

test('JSON of an AisleError contains code, message and details', () => {
  expect(JSON.parse(JSON.stringify({ lastProblem: new AisleError('timeout', 'late', { deadlineMs: 100 }) }))).toEqual({
    lastProblem: { code: 'timeout', message: 'late', details: { deadlineMs: 100 } },
  });
});

test('no code is listed twice', () => {
  expect(new Set(ERROR_CODES).size).toBe(ERROR_CODES.length);
});

test('an AisleError passes unchanged', () => {
  const error = new AisleError('timeout', 'late');
  expect(toAisleError(error, 'worker-died')).toBe(error);
});

test('other values get the fallback code and keep text and cause', () => {
  const cause = new TypeError('x is not a function');
  const wrapped = toAisleError(cause, 'storage-failed');
  expect([wrapped.code, wrapped.message, wrapped.cause]).toEqual(['storage-failed', 'x is not a function', cause]);
  expect(toPlainError(cause)).toEqual({ code: 'internal', message: 'x is not a function', details: {} });
  expect(toPlainError('only a text')).toEqual({ code: 'internal', message: 'only a text', details: {} });
  expect(toPlainError(undefined)).toEqual({ code: 'internal', message: 'undefined', details: {} });
  expect(toPlainError(null)).toEqual({ code: 'internal', message: 'null', details: {} });
  expect(toPlainError(Object.create(null))).toEqual({
    code: 'internal',
    message: 'a value that is not an Error was thrown',
    details: {},
  });
});

test.each<[unknown, unknown]>([
  ['ENOENT', undefined],
  ['ENOENT', {}],
  ['timeout', null],
  ['timeout', 'late'],
  [undefined, {}],
])('code %j with details %j is not an Aisle error', (code, details) => {
  const thrown = Object.assign(new Error('no such file'), { code, details });
  expect(toPlainError(thrown)).toEqual({ code: 'internal', message: 'no such file', details: {} });
});

test('an AisleError of another bundle keeps its code', () => {
  const details = { deadlineMs: 100 };
  const other = Object.assign(new Error('late'), { name: 'AisleError', code: 'timeout', details });
  expect(toPlainError(other)).toEqual({ code: 'timeout', message: 'late', details });
});

test('AisleError is an Error with a stack', () => {
  const cause = new Error('why');
  const error = new AisleError('internal', 'what', { n: 1 }, cause);
  expect(error).toBeInstanceOf(Error);
  expect([error.name, error.message, error.cause, error.details]).toEqual(['AisleError', 'what', cause, { n: 1 }]);
  expect('cause' in new AisleError('internal', 'what')).toBe(false);
  expect(String(error)).toBe('AisleError: what');
});

test('a value that throws when read becomes an error', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(toPlainError(proxy)).toEqual({
    code: 'internal',
    message: 'a value that is not an Error was thrown',
    details: {},
  });
});
