import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFiles } from './testing/temporaryFiles.js';
import { userIdHash } from './userIdHash.js';

const files = temporaryFiles();

test('a random key gives other hashes in each run', async () => {
  const [first, second] = [await userIdHash(undefined), await userIdHash(undefined)];
  expect(first('a@shop.example')).toBe(first('a@shop.example'));
  expect(first('a@shop.example')).not.toBe(second('a@shop.example'));
  expect(first('a@shop.example')).not.toBe(first('b@shop.example'));
});

test('a key file gives the HMAC-SHA-256 of RFC 4231', async () => {
  // Test case 1 of the RFC: b0344c61d8db38535ca8afceaf0bf12b…
  const hash = await userIdHash(files.write('hash.key', Buffer.alloc(20, 0x0b)));
  expect(Buffer.from(hash('Hi There'), 'base64url').toString('hex')).toBe('b0344c61d8db38535ca8afceaf0bf12b');
});

test('a missing and a short key file are refused', async () => {
  const none = path.join(files.folder, 'none.key');
  await expect(userIdHash(none)).rejects.toMatchObject({ code: 'data-unreadable', message: /--hash-key .+ openssl/ });
  await expect(userIdHash(files.write('short.key', 'secret'))).rejects.toMatchObject({
    code: 'data-invalid',
    message: /found 6 bytes; a key has at least 16/,
  });
});
