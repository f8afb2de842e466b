import { expect, test } from 'vitest';
import { positionInJson } from './positionInJson.js';

const TEXT = '{\n "a": [1, {"b": "x}\\"", "c":\n  2}],\n "d": {}\n}';

test.each([
  ['', 1, 1],
  ['a', 2, 7],
  ['a[0]', 2, 8],
  ['a[1].b', 2, 17],
  ['a[1].c', 3, 3],
  ['a[1].absent', 2, 11],
  ['d', 4, 7],
])('finds "%s"', (field, line, column) => expect(positionInJson(TEXT, field)).toEqual({ line, column }));
