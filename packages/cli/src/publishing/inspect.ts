import { existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { AisleError, toAisleError } from '@aisle/core';
import {
  FILES_FOLDER,
  filesToFetch,
  POINTER_FORMAT,
  type PointerRelease,
  parsePointer,
  parseSignedPointer,
  type SignedPointer,
} from '@aisle/weights';
import { parseJson } from '../parseJson.js';
import { gzipSize } from './compressed.js';
import { readPublished } from './publishedState.js';
import { folderReader, namedFiles, publishedFiles, type ReadFile, readReleaseBytes } from './releaseBytes.js';
import { checkSignatures } from './signingKey.js';

export interface InspectedFile {
  readonly file: string;
  readonly bytes: number;
  readonly bytesGzip: number;
}

export interface InspectedRelease {
  readonly releaseId: string;
  readonly parent: string | null;
  readonly createdAt: string;
  readonly items: number;
  readonly width: number;
  readonly minimumSdkVersion: string;
  /** The manifest is first, golden vectors are last. */
  readonly files: readonly InspectedFile[];
  /** Download of a first visit: everything except the golden vectors. */
  readonly bytesGzip: number;
}

export interface InspectedPointer {
  readonly channel: string;
  readonly sequence: number;
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly expired: boolean;
  readonly releaseId: string;
  readonly deltasFrom: readonly string[];
  readonly intentIntercept?: number;
  readonly rollout: {
    readonly id: string;
    readonly share: number;
    readonly releaseId: string;
    readonly deltasFrom: readonly string[];
    readonly intentIntercept?: number;
  } | null;
  readonly signatures: readonly { readonly publicKey: string; readonly verifies: boolean }[];
}

/** The result of `inspect`. The hashes of all files were verified. */
export interface Inspection {
  readonly kind: 'release' | 'pointer' | 'folder';
  readonly pointers: readonly InspectedPointer[];
  readonly releases: readonly InspectedRelease[];
  /** Only for a published folder. */
  readonly deltas: readonly InspectedFile[];
}

/**
 * Describes a release folder, a published folder, or the file or URL of a pointer or manifest.
 *
 * @throws AisleError `data-unreadable` or `data-invalid`, or as the parsers do
 */
export async function inspect(at: string, now = new Date()): Promise<Inspection> {
  if (/^https?:\/\//.test(at)) {
    const url = new URL(at);
    return inspectFile(
      at,
      path.posix.basename(url.pathname),
      await fetchBytes(url),
      (folder) => (name) => fetchBytes(new URL(folder + name, url)),
      now,
    );
  }
  if (!existsSync(at))
    throw new AisleError(
      'data-unreadable',
      `--at ${at}: found no such file or folder. Give a release folder, a published folder, or a pointer's or manifest's path or URL.`,
      { at },
    );
  const advice = 'Check that the folder is complete.';
  if (statSync(at).isDirectory()) {
    if (!existsSync(path.join(at, 'manifest.json'))) return inspectFolder(at, now);
    return {
      kind: 'release',
      pointers: [],
      releases: [await describeRelease(folderReader(at, advice), 'manifest.json')],
      deltas: [],
    };
  }
  const name = path.basename(at);
  return inspectFile(
    at,
    name,
    await folderReader(path.dirname(at), advice)(name),
    (folder) => folderReader(path.join(path.dirname(at), folder), advice),
    now,
  );
}

/** @param readerOf creates a reader for a folder, relative to the inspected file */
async function inspectFile(
  at: string,
  name: string,
  bytes: Uint8Array,
  readerOf: (folder: string) => ReadFile,
  now: Date,
): Promise<Inspection> {
  const found = parseJson(
    new TextDecoder().decode(bytes),
    `--at ${at}`,
    'Give a pointer or a manifest.',
    'data-invalid',
  );
  if ((found as { format?: unknown } | null)?.format !== POINTER_FORMAT) {
    return { kind: 'release', pointers: [], releases: [await describeRelease(readerOf(''), name)], deltas: [] };
  }
  const file = parseSignedPointer(found);
  const { release, rollout } = parsePointer(file);
  const releases = [];
  for (const { manifest } of [release, ...(rollout ? [rollout.release] : [])])
    releases.push(await describeRelease(readerOf(FILES_FOLDER), manifest));
  return { kind: 'pointer', pointers: [describePointer(file, now)], releases, deltas: [] };
}

async function inspectFolder(folder: string, now: Date): Promise<Inspection> {
  const { history, pointers } = await readPublished(folder);
  if (pointers.size === 0)
    throw new AisleError(
      'data-invalid',
      `--at ${folder}: found no manifest.json and no pointer. Give a release folder or a published folder.`,
      { folder },
    );
  const read = publishedFiles(folder);
  const releases = [];
  for (const { manifest } of history.releases) releases.push(await describeRelease(read, manifest));
  const deltas = [];
  for (const file of (await readdir(path.join(folder, FILES_FOLDER))).filter((name) => name.endsWith('.delta')).sort())
    deltas.push(await describeFile(file, await read(file)));
  return {
    kind: 'folder',
    pointers: [...pointers.values()].map(({ file }) => describePointer(file, now)),
    releases,
    deltas,
  };
}

const describeFile = async (file: string, bytes: Uint8Array): Promise<InspectedFile> => ({
  file,
  bytes: bytes.byteLength,
  bytesGzip: await gzipSize(bytes),
});

async function describeRelease(
  read: ReadFile,
  named: Parameters<typeof readReleaseBytes>[1],
): Promise<InspectedRelease> {
  const { manifest, manifestBytes, manifestShard, files } = await readReleaseBytes(read, named);
  const { releaseId, parent = null, createdAt, minimumSdkVersion, config } = manifest;
  const described = [await describeFile(typeof named === 'string' ? named : manifestShard.file, manifestBytes)];
  for (const { file } of namedFiles(manifest)) described.push(await describeFile(file, files.get(file)!));
  const bytesGzip = described
    .slice(0, 1 + filesToFetch(manifest).length)
    .reduce((sum, file) => sum + file.bytesGzip, 0);
  return {
    releaseId,
    parent,
    createdAt,
    items: config.itemCount,
    width: config.width,
    minimumSdkVersion,
    files: described,
    bytesGzip,
  };
}

function describePointer(file: SignedPointer, now: Date): InspectedPointer {
  const { channel, sequence, issuedAt, expiresAt, release, rollout } = parsePointer(file);
  const named = ({ manifest: _, ...named }: PointerRelease) => named;
  const currentRollout = rollout ? { id: rollout.id, share: rollout.share, ...named(rollout.release) } : null;
  return {
    channel,
    sequence,
    issuedAt,
    expiresAt,
    expired: Date.parse(expiresAt) <= now.getTime(),
    ...named(release),
    rollout: currentRollout,
    signatures: checkSignatures(file),
  };
}

async function fetchBytes(url: URL): Promise<Uint8Array> {
  const downloadError = (found: string, cause?: unknown) =>
    new AisleError(
      'data-unreadable',
      `${url.href}: ${found}. Check the URL, and that the upload is complete.`,
      { url: url.href },
      cause,
    );
  // As in a browser, redirects are not followed.
  const response = await fetch(url, { redirect: 'manual' }).catch((cause: unknown) => {
    throw downloadError(toAisleError(cause).message, cause);
  });
  const target = response.headers.get('Location');
  if (target) {
    throw new AisleError(
      'data-unreadable',
      `${url.href} redirects to ${new URL(target, url).href}, and browsers follow no redirects for a release. ` +
        'Name the final address on the page, or serve the file without a redirect.',
      { url: url.href },
    );
  }
  if (!response.ok) throw downloadError(`found HTTP status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
