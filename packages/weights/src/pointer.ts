import { Reader } from '@aisle/core';
import { readIntentIntercept, readReleaseId, readTime } from './fields.js';
import { MAX_TEXT_BYTES, parseShard, type Shard } from './shard.js';
import { verifySignature } from './signature.js';

/*
 * A channel's pointer names the channel's current release. It is the only file of a published folder whose content
 * changes. It corresponds to the *timestamp* role of TUF: https://theupdateframework.github.io/specification/latest/.
 *
 * The signature covers a text inside the pointer, so that no canonical form of JSON is needed.
 */

export const POINTER_FORMAT = 'aisle-pointer';
export const POINTER_VERSION = 1;
/** The folder of all other published files, relative to the pointers. */
export const FILES_FOLDER = 'files/';

/** A release and where to fetch it. */
export interface PointerRelease {
  readonly releaseId: string;
  readonly manifest: Shard;
  /** Ids of the releases from which a delta exists that is smaller than the files it builds. */
  readonly deltasFrom: readonly string[];
  /**
   * Logits that a device adds to this release's logit of a purchase in this session. A shop renews them with the season.
   * From -2 to 2; absent for 0.
   */
  readonly intentIntercept?: number;
}

/** The signed content of a pointer. */
export interface Pointer {
  /** Equals the file's name without `.json`, so that a pointer is not valid for another channel. */
  readonly channel: string;
  /** Grows with every pointer of the channel, rollbacks included. */
  readonly sequence: number;
  /** ISO 8601. */
  readonly issuedAt: string;
  /** ISO 8601. An expired pointer is refused; a release in use stays in use. */
  readonly expiresAt: string;
  readonly release: PointerRelease;
  /** Devices whose rollout bucket is below `share` use this release instead of `release`. */
  readonly rollout?: { readonly id: string; readonly share: number; readonly release: PointerRelease };
}

export interface PointerSignature {
  /** base64url, 32 bytes */
  readonly publicKey: string;
  /** base64url, 64 bytes */
  readonly signature: string;
}

/** The file of a pointer. */
export interface SignedPointer {
  readonly format: typeof POINTER_FORMAT;
  readonly formatVersion: typeof POINTER_VERSION;
  /** JSON of a `Pointer`. */
  readonly signed: string;
  /** Empty if the shop has no key; several while the shop replaces a key. */
  readonly signatures: readonly PointerSignature[];
}

const MAX_DELTAS = 64;
const MAX_SIGNATURES = 8;
const MAX_SIGNED_LENGTH = 1 << 16;

/** The signed bytes. The prefix makes signatures of other texts by the same key invalid here. */
export const signedBytes = (signed: string) =>
  new TextEncoder().encode(`${POINTER_FORMAT}\n${signed}`) as Uint8Array<ArrayBuffer>;

export const deltaFile = (from: string, to: string) => `${from}--${to}.delta`;

const open = (value: unknown) => Reader.open(value, 'Pointer', 'pointer-refused');

/** @throws AisleError `pointer-refused` for anything but the file of a pointer */
export function parseSignedPointer(found: unknown): SignedPointer {
  const root = open(found);
  return {
    format: root.field('format').oneOf(POINTER_FORMAT),
    formatVersion: root.field('formatVersion').oneOf(POINTER_VERSION),
    signed: root.field('signed').text(new RegExp(`^[^]{1,${MAX_SIGNED_LENGTH}}$`), 'a text'),
    signatures: root
      .field('signatures')
      .list(MAX_SIGNATURES)
      .map((entry) => ({
        publicKey: entry.field('publicKey').text(/^[\w-]{43}$/, '32 bytes in base64url'),
        signature: entry.field('signature').text(/^[\w-]{86}$/, '64 bytes in base64url'),
      })),
  };
}

/**
 * The content of a pointer. It is parsed before its signature is verified, because the parser does not trust its input.
 *
 * @throws AisleError `pointer-refused`
 */
export function parsePointer({ signed }: SignedPointer): Pointer {
  let found: unknown;
  try {
    found = JSON.parse(signed);
  } catch {
    open({ signed }).field('signed').refuse('JSON');
  }
  const root = open(found);
  const rollout = root.field('rollout').optional((field) => ({
    id: readReleaseId(field.field('id')),
    share: field.field('share').number(0, 1),
    release: parsePointerRelease(field.field('release')),
  }));
  return {
    channel: readReleaseId(root.field('channel')),
    sequence: root.field('sequence').whole(Number.MAX_SAFE_INTEGER),
    issuedAt: readTime(root.field('issuedAt')),
    expiresAt: readTime(root.field('expiresAt')),
    release: parsePointerRelease(root.field('release')),
    ...(rollout && { rollout }),
  };
}

function parsePointerRelease(reader: Reader): PointerRelease {
  const intentIntercept = reader.field('intentIntercept').optional(readIntentIntercept);
  return {
    releaseId: readReleaseId(reader.field('releaseId')),
    manifest: parseShard(reader.field('manifest'), MAX_TEXT_BYTES),
    deltasFrom: reader.field('deltasFrom').list(MAX_DELTAS).map(readReleaseId),
    ...(intentIntercept !== undefined && { intentIntercept }),
  };
}

/** The trusted keys that signed the pointer. */
export async function signersOf(
  { signed, signatures }: SignedPointer,
  trustedKeys: readonly string[],
): Promise<readonly string[]> {
  const bytes = signedBytes(signed);
  const claimed = signatures.filter(({ publicKey }) => trustedKeys.includes(publicKey));
  const verified = await Promise.all(
    claimed.map(({ publicKey, signature }) => verifySignature(publicKey, signature, bytes)),
  );
  return claimed.flatMap(({ publicKey }, i) => (verified[i] ? [publicKey] : []));
}
