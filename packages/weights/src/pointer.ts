import { Reader } from '@aisle/core';
import { readReleaseId, readTime } from './fields.js';
import { parseShard, type Shard } from './shard.js';
import { verifySignature } from './signature.js';

/*
 * A channel's pointer is the one file of a published folder whose content changes: it says which release the channel
 * has now. What is signed is a text within it, so that there is one way to write it and nothing to normalise.
 */

export const POINTER_FORMAT = 'aisle-pointer';
export const POINTER_VERSION = 1;
/** Where a published folder has everything but its pointers, relative to them. */
export const FILES_FOLDER = 'files/';

/** A release and how to come by it. */
export interface PointerRelease {
  readonly releaseId: string;
  readonly manifest: Shard;
  /** Releases from which a delta leads here that is smaller than the files that it makes. */
  readonly deltasFrom: readonly string[];
}

/** What a pointer says, once its signature is verified. */
export interface Pointer {
  /** Also the name of its file, without `.json`: the pointer of one channel is none of another. */
  readonly channel: string;
  /** Grows with every pointer of the channel, rolling back included. */
  readonly sequence: number;
  /** ISO 8601. */
  readonly issuedAt: string;
  /** ISO 8601; bars adopting, never a release in use. */
  readonly expiresAt: string;
  readonly release: PointerRelease;
  /** Under way: the share of devices whose draw is below `share` take this release in place of the other. */
  readonly rollout?: { readonly id: string; readonly share: number; readonly release: PointerRelease };
}

export interface PointerSignature {
  /** base64url, 32 bytes */
  readonly publicKey: string;
  /** base64url, 64 bytes */
  readonly signature: string;
}

/** The file. */
export interface SignedPointer {
  readonly format: typeof POINTER_FORMAT;
  readonly formatVersion: typeof POINTER_VERSION;
  /** JSON of a `Pointer`. */
  readonly signed: string;
  /** None where the shop has no key; several while a key is replaced. */
  readonly signatures: readonly PointerSignature[];
}

const MAX_DELTAS = 64;
const MAX_SIGNATURES = 8;
const MAX_SIGNED_LENGTH = 1 << 16;

/** What is signed: the text behind a name, so that a signature made for something else with the same key is none here. */
export const signedBytes = (signed: string) =>
  new TextEncoder().encode(`${POINTER_FORMAT}\n${signed}`) as Uint8Array<ArrayBuffer>;

export const deltaFile = (from: string, to: string) => `${from}--${to}.delta`;

const open = (value: unknown) => Reader.open(value, 'Pointer', 'pointer-refused');

/** @throws AisleError `pointer-refused` for what is no pointer file */
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
 * What a pointer file says. Parsed before its signature is verified: the parser trusts nothing either way.
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
  return {
    releaseId: readReleaseId(reader.field('releaseId')),
    manifest: parseShard(reader.field('manifest')),
    deltasFrom: reader.field('deltasFrom').list(MAX_DELTAS).map(readReleaseId),
  };
}

/** Those of the trusted keys that signed the pointer. */
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
