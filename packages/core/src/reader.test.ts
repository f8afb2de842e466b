import { describe, expect, test } from 'vitest';
import { Reader } from './reader.js';

const open = (value: unknown) => Reader.open(value, 'Report', 'data-invalid');

test('reads fields, lists and values', () => {
  const root = open({ name: 'a', sizes: [1, 2.5], kind: 'b' });
  expect(root.field('name').text(/^a$/, 'an a')).toBe('a');
  expect(
    root
      .field('sizes')
      .list(2, 2)
      .map((size) => size.number(1, 2.5)),
  ).toEqual([1, 2.5]);
  expect(root.field('kind').oneOf('a', 'b')).toBe('b');
  expect(root.field('absent').optional((reader) => reader.whole(1))).toBeUndefined();
});

describe('an error names field, expected form and value:', () => {
  test.each<[string, (root: Reader) => unknown, string]>([
    ['a text', (root) => root.field('name').text(/^b/, 'a b'), 'Report: name must be a b, found "a".'],
    [
      'a number',
      (root) => root.field('list').list(2)[1]!.number(0, 1),
      'Report: list[1] must be a number from 0 to 1, found 7.',
    ],
    [
      'a number that is 0',
      (root) => root.field('list').list(2)[0]!.positive(9),
      'Report: list[0] must be a number above 0, at most 9, found 0.',
    ],
    [
      'a whole number',
      (root) => root.field('list').list(2)[0]!.whole(9, 1),
      'Report: list[0] must be a whole number from 1 to 9, found 0.',
    ],
    ['a long list', (root) => root.field('list').list(1), 'Report: list must be a list of at most 1, found [0,7].'],
    ['a short list', (root) => root.field('list').list(3, 3), 'Report: list must be a list of 3, found [0,7].'],
    [
      'another value',
      (root) => root.field('name').oneOf<string | number>('x', 2),
      'Report: name must be "x" or 2, found "a".',
    ],
    ['a field of a text', (root) => root.field('name').field('first'), 'Report: name must be an object, found "a".'],
    [
      'a field that is absent',
      (root) => root.field('other').whole(1),
      'Report: other must be a whole number from 0 to 1, found nothing.',
    ],
  ])('%s', (_, read, message) => {
    expect(() => read(open({ name: 'a', list: [0, 7] }))).toThrow(
      expect.objectContaining({ code: 'data-invalid', message }),
    );
  });

  test('a root that is not an object', () => {
    expect(() => open(null).field('name')).toThrow('Report: it must be an object, found null.');
  });

  test('a hole in an array', () => {
    expect(() => open(new Array(1)).list(1)[0]!.whole(1)).toThrow(
      '[0] must be a whole number from 0 to 1, found nothing',
    );
  });
});
