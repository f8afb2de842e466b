import * as v from 'valibot';
import { expect, test } from 'vitest';
import { list, number, object, parsedBy, text, validate, wholeNumber } from './schemas.js';

const even = parsedBy((reader) => {
  const found = reader.field('count').whole(10);
  return found % 2 === 0 ? found : reader.field('count').refuse('an even number');
}, 'a count');
const schema = object({
  name: text(/^[a-z]+$/, 'lower-case letters'),
  entries: list(object({ share: number(0, 1), rank: wholeNumber(9) }), 2),
  even: v.exactOptional(even),
});
const valid = { name: 'boots', entries: [{ share: 0.5, rank: 3 }], even: { count: 4 } };

const check = (found: unknown) => validate(schema, found, 'shop.json', 'Export it again.');
function errorOf(found: unknown) {
  try {
    return expect.fail(`accepted ${JSON.stringify(check(found))}`);
  } catch (error) {
    return error as { code: string; message: string; details: object };
  }
}

test('a valid value is returned without unknown fields', () => {
  expect(check({ ...valid, other: 1 })).toEqual({ ...valid, even: 4 });
  expect(check({ name: 'a', entries: [] })).toEqual({ name: 'a', entries: [] });
});

test.each([
  [[], 'name must be lower-case letters, found nothing'],
  [7, 'it must be an object, found 7'],
  [{ ...valid, name: 'A' }, 'name must be lower-case letters, found "A"'],
  [{ name: 'a' }, 'entries must be a list of at most 2, found nothing'],
  [
    { ...valid, entries: [1, 2, 3].map(() => ({ share: 0, rank: 0 })) },
    'entries must be a list of at most 2, found [{',
  ],
  [{ ...valid, entries: [{ share: 0, rank: 0 }, 5] }, 'entries[1] must be an object, found 5'],
  [{ ...valid, entries: [{ share: 1.5, rank: 0 }] }, 'entries[0].share must be a number from 0 to 1, found 1.5'],
  [{ ...valid, entries: [{ share: 1 }] }, 'entries[0].rank must be a whole number from 0 to 9, found nothing'],
  [{ ...valid, entries: [{ share: 1, rank: 0.5 }] }, 'entries[0].rank must be a whole number from 0 to 9, found 0.5'],
  [{ ...valid, even: { count: 3 } }, 'even: count must be an even number, found 3'],
])('%j is rejected: %s', (found, message) => {
  const error = errorOf(found);
  expect(error).toMatchObject({ code: 'data-invalid', details: { file: 'shop.json' } });
  expect(error.message.startsWith(`shop.json: ${message}`), error.message).toBe(true);
  expect(error.message).toMatch(/\. Export it again\.$/);
});
