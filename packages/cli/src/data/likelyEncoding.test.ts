import { expect, test } from 'vitest';
import { likelyEncoding } from './likelyEncoding.js';

// The bytes are those of `iconv -t ENCODING`.
test.each([
  ['café-noir', [0x63, 0x61, 0x66, 0xe9, 0x2d, 0x6e, 0x6f, 0x69, 0x72], 'WINDOWS-1252'],
  ['Größe', [0x47, 0x72, 0xf6, 0xdf, 0x65], 'WINDOWS-1252'],
  ['чай', [0xf7, 0xe0, 0xe9], 'WINDOWS-1251'],
  ['お茶', [0x82, 0xa8, 0x92, 0x83], 'SHIFT_JIS'],
  ['绿茶', [0xc2, 0xcc, 0xb2, 0xe8], 'GB18030'],
  ['€9', [0x80, 0x39], 'WINDOWS-1252'],
])('%s', (_, bytes, encoding) => {
  expect(likelyEncoding(Uint8Array.from(bytes))).toBe(encoding);
});
