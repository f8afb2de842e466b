import { expect, test } from 'vitest';
import { poly1305 } from './poly1305.js';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replace(/[\s:]/g, ''), 'hex'));

test('RFC 8439, section 2.5.2', () => {
  const key = hex('85:d6:be:78:57:55:6d:33:7f:44:52:fe:42:d5:06:a8:01:03:80:8a:fb:0d:b2:fd:4a:bf:f6:af:41:49:f5:1b');
  const tag = poly1305(new TextEncoder().encode('Cryptographic Forum Research Group'), key);
  expect(tag).toEqual(hex('a8:06:1d:c1:30:51:36:c6:c2:2b:8b:af:0c:01:27:a9'));
});

// RFC 8439, appendix A.3: sums that pass 2^130 - 5 or 2^128, where carries go wrong most easily.
const OTHER_VECTORS: readonly (readonly [name: string, r: string, s: string, message: string, tag: string])[] = [
  ['#7', '02'.padEnd(32, '0'), '0'.repeat(32), 'FF'.repeat(16), '03'.padEnd(32, '0')],
  ['#8', '02'.padEnd(32, '0'), 'FF'.repeat(16), '02'.padEnd(32, '0'), '03'.padEnd(32, '0')],
  ['#9', '01'.padEnd(32, '0'), '0'.repeat(32), `${'FF'.repeat(16)}F0${'FF'.repeat(15)}11${'00'.repeat(15)}`, '05'.padEnd(32, '0')],
  ['#10', '01'.padEnd(32, '0'), '0'.repeat(32), `${'FF'.repeat(16)}FB${'FE'.repeat(15)}${'01'.repeat(16)}`, '0'.repeat(32)],
  ['#11', '02'.padEnd(32, '0'), '0'.repeat(32), `FD${'FF'.repeat(15)}`, `FA${'FF'.repeat(15)}`],
];

test.each(OTHER_VECTORS)('RFC 8439, appendix A.3 %s', (_, r, s, message, tag) => {
  expect(poly1305(hex(message), hex(r + s))).toEqual(hex(tag));
});
