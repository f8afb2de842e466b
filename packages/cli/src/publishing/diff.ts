import { isDeepStrictEqual } from 'node:util';
import {
  type Action,
  historyScores,
  LightEncoder,
  RELATION_NAMES,
  type RelationName,
  scoreRows,
  sumScoreParts,
  type TransitionTable,
  topK,
} from '@aisle/model';
import { filesToFetch, type GoldenVector, type Release } from '@aisle/weights';
import { readRelease } from '../releaseFiles.js';
import { gzipSize } from './compressed.js';
import { createDelta } from './delta.js';
import { folderReader, type ReleaseBytes, readReleaseBytes } from './releaseBytes.js';

/** The changes between two releases. Rows are compared by item id, even if their number changed. */
export interface ReleaseDiff {
  readonly from: string;
  readonly to: string;
  /** Of the items in both releases, `moved` have another row number, and `changed` another vector or bias. */
  readonly items: {
    readonly both: number;
    readonly added: number;
    readonly removed: number;
    readonly moved: number;
    readonly changed: number;
  };
  readonly encoderEqual: boolean;
  /** Items in both releases whose transitions have other targets or strengths. */
  readonly transitionRowsChanged: number;
  /** The same for each relation. */
  readonly relationRowsChanged: Readonly<Record<RelationName, number>>;
  readonly kindsEqual: boolean;
  /** Changed config values by path; null for an absent value. */
  readonly config: readonly { readonly field: string; readonly from: unknown; readonly to: unknown }[];
  /** Gzip bytes of downloads, including the manifest. `updateByDelta` is null if a delta would save no bytes. */
  readonly bytesGzip: { readonly full: number; readonly update: number; readonly updateByDelta: number | null };
  /** Mean overlap of both top tens, over the newer release's golden histories with only items in both. */
  readonly top10: { readonly histories: number; readonly meanOverlap: number } | null;
}

const TOP = 10;

/**
 * Compares two release folders.
 *
 * @throws AisleError as `readRelease` does
 */
export async function diffReleases(fromDirectory: string, toDirectory: string): Promise<ReleaseDiff> {
  const advice = 'Give --from and --to release folders.';
  const read = async (directory: string) => {
    const bytes = await readReleaseBytes(folderReader(directory, advice), 'manifest.json');
    return { bytes, release: await readRelease(directory) };
  };
  const [older, newer] = [await read(fromDirectory), await read(toDirectory)];
  const rowsById = new Map(older.release.itemIds.map((id, i) => [id, i + 1]));
  /** [olderRow, newerRow] of the items in both releases. */
  const both = newer.release.itemIds.flatMap((id, i) =>
    rowsById.has(id) ? [[rowsById.get(id)!, i + 1] as const] : [],
  );
  const changedRows = (tableOf: (release: Release) => TransitionTable | undefined) =>
    both.filter(
      ([olderRow, newerRow]) =>
        entriesOf(tableOf(older.release), older.release.itemIds, olderRow) !==
        entriesOf(tableOf(newer.release), newer.release.itemIds, newerRow),
    ).length;
  return {
    from: older.release.manifest.releaseId,
    to: newer.release.manifest.releaseId,
    items: {
      both: both.length,
      added: newer.release.itemIds.length - both.length,
      removed: older.release.itemIds.length - both.length,
      moved: both.filter(([olderRow, newerRow]) => olderRow !== newerRow).length,
      changed: both.filter(([olderRow, newerRow]) => !equalRows(older.release, olderRow, newer.release, newerRow))
        .length,
    },
    encoderEqual: equalEncoders(older.release, newer.release),
    transitionRowsChanged: changedRows(({ transitions }) => transitions),
    relationRowsChanged: Object.fromEntries(
      RELATION_NAMES.map((name) => [name, changedRows(({ relations }) => relations?.[name])]),
    ) as ReleaseDiff['relationRowsChanged'],
    kindsEqual: isDeepStrictEqual(older.release.kinds, newer.release.kinds),
    config: configDifferences(older.release.config, newer.release.config),
    bytesGzip: await updateBytes(older.bytes, newer.bytes),
    top10: meanOverlap(
      older.release,
      newer.release,
      new Map(both.map(([olderRow, newerRow]) => [newerRow, olderRow])),
      goldenOf(newer.bytes),
    ),
  };
}

const equalArrays = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  a.length === b.length && Array.prototype.every.call(a, (value: number, i) => Object.is(value, b[i]));

function equalRows(older: Release, olderRow: number, newer: Release, newerRow: number): boolean {
  const valuesOfRow = ({ items: { vectors, scales, bias }, config: { width } }: Release, row: number) => [
    ...vectors.subarray(row * width, (row + 1) * width),
    scales[row]!,
    bias[row]!,
  ];
  return equalArrays(valuesOfRow(older, olderRow), valuesOfRow(newer, newerRow));
}

/** Compares all parameters except those of the items. */
function equalEncoders(older: Release, newer: Release): boolean {
  const encoderOf = ({ values }: Release) =>
    [...values].filter(([name]) => name !== 'item_embedding' && name !== 'item_bias');
  const [a, b] = [encoderOf(older), new Map(encoderOf(newer))];
  return a.length === b.size && a.every(([name, values]) => b.has(name) && equalArrays(values, b.get(name)!));
}

/** The entries of a table by item id, because rows may have moved. */
function entriesOf(table: TransitionTable | undefined, itemIds: readonly string[], row: number): string {
  if (!table) return '[]';
  const { offsets, toRows, strengths } = table;
  const entries = Array.from(
    toRows.subarray(offsets[row], offsets[row + 1]),
    (to, i) => [itemIds[to - 1]!, strengths[offsets[row]! + i]!] as const,
  );
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function leafEntries(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([name, inner]) => leafEntries(inner, path ? `${path}.${name}` : name));
}

function configDifferences(older: object, newer: object): ReleaseDiff['config'] {
  const [from, to] = [new Map(leafEntries(older)), new Map(leafEntries(newer))];
  return [...new Set([...from.keys(), ...to.keys()])]
    .filter((field) => from.get(field) !== to.get(field))
    .map((field) => ({ field, from: from.get(field) ?? null, to: to.get(field) ?? null }));
}

async function updateBytes(older: ReleaseBytes, newer: ReleaseBytes): Promise<ReleaseDiff['bytesGzip']> {
  const manifest = await gzipSize(newer.manifestBytes);
  const files = await Promise.all(
    filesToFetch(newer.manifest).map(async ({ file }) => ({ file, bytesGzip: await gzipSize(newer.files.get(file)!) })),
  );
  const sum = (parts: typeof files) => parts.reduce((total, { bytesGzip }) => total + bytesGzip, manifest);
  const update = sum(files.filter(({ file }) => !older.files.has(file)));
  const delta = await createDelta(older, newer);
  return { full: sum(files), update, updateByDelta: delta ? update - delta.replacesBytesGzip + delta.bytesGzip : null };
}

const goldenOf = ({ manifest, files }: ReleaseBytes) =>
  JSON.parse(new TextDecoder().decode(files.get(manifest.golden.file)!)) as GoldenVector[];

/** @param olderRows older row by newer row, for the items in both releases */
function meanOverlap(
  older: Release,
  newer: Release,
  olderRows: ReadonlyMap<number, number>,
  golden: readonly GoldenVector[],
): ReleaseDiff['top10'] {
  const newerRows = new Map([...olderRows].map(([newerRow, olderRow]) => [olderRow, newerRow]));
  const overlaps = golden
    .filter(({ history }) => history.every(({ itemRow }) => olderRows.has(itemRow)))
    .map(({ history }) => {
      const byNewer = topOf(newer, history, (row) => olderRows.has(row));
      const byOlder = topOf(
        older,
        history.map((action) => ({ ...action, itemRow: olderRows.get(action.itemRow)! })),
        (row) => newerRows.has(row),
      );
      const rows = new Set(byOlder.map((row) => newerRows.get(row)));
      return byNewer.filter((row) => rows.has(row)).length / byNewer.length;
    });
  return overlaps.length === 0
    ? null
    : {
        histories: overlaps.length,
        meanOverlap: overlaps.reduce((sum, overlap) => sum + overlap, 0) / overlaps.length,
      };
}

/** The top ten, ranked as on a device. */
function topOf(release: Release, history: readonly Action[], allowed: (row: number) => boolean): number[] {
  const { config, values, items } = release;
  const encoder = new LightEncoder(config, values, items);
  encoder.advance(history, 0);
  const scores = scoreRows(encoder.query(), items);
  sumScoreParts(scores, historyScores(config, release, history));
  return topK(scores, TOP, allowed).map(({ row }) => row);
}
