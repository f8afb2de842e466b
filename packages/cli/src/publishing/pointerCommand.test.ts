import { createPublicKey, verify } from 'node:crypto';
import type { SignedPointer } from '@aisle/weights';
import { describe, expect, test } from 'vitest';
import { readSigningKey, writeNewKey } from './signingKey.js';
import { day, second, usePublishedFolder } from './testing/publishedFolder.js';

const folder = usePublishedFolder();

test('key rotation warns without an old key and fails without a key', async () => {
  await folder.write('a');
  const newKey = await writeNewKey(folder.from('new.pem'));
  const warnings: string[] = [];
  const warn = (line: string) => void warnings.push(line);
  await folder.publish('a', { now: day(1), warn });
  await folder.renew({ keys: [await readSigningKey(folder.from('key.pem')), newKey], now: day(2), warn });
  const { signatures, signed } = folder.readJson('stable.json') as SignedPointer;
  expect(signatures.map(({ publicKey }) => publicKey)).toEqual([folder.key.publicKey, newKey.publicKey]);
  for (const { publicKey, signature } of signatures) {
    const nodeKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
    expect(verify(null, Buffer.from(`aisle-pointer\n${signed}`), nodeKey, Buffer.from(signature, 'base64url'))).toBe(
      true,
    );
  }
  await folder.renew({ keys: [newKey], now: day(3), warn });
  expect(warnings).toEqual([]);
  await folder.renew({ now: day(4), warn });
  const warning = `^This pointer of stable is not signed by any key of the last one \\(${newKey.publicKey}\\)`;
  expect(warnings).toEqual([expect.stringMatching(new RegExp(warning))]);
  await expect(folder.renew({ keys: [], now: day(5), warn })).rejects.toThrow(
    `signed by ${folder.key.publicKey}, but found no --key`,
  );
  expect(folder.served().sequence).toBe(second(4));
  await folder.renew({ keys: [], now: day(5), unsigned: true, warn });
  expect((folder.readJson('stable.json') as SignedPointer).signatures).toEqual([]);
  expect(warnings[1]).toMatch(/^The pointer of stable is unsigned: browsers with a pinned key/);
  await folder.renew({ keys: [], now: day(6), warn });
});

describe('channel names', () => {
  test('a channel cannot have the name of the log', async () => {
    await folder.write('a');
    await folder.publish('a');
    const message = /^--channel must be a name .* except "history", found "history"\.$/;
    await folder.expectRefused(() => folder.publish('a', { channel: 'history' }), message);
  });

  test('a channel cannot be outside the folder', async () => {
    await folder.write('a');
    await folder.publish('a');
    await folder.expectRefused(() => folder.publish('a', { channel: '../x' }), /^--channel must be a name/);
  });
});
