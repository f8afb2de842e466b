import type { ReleaseDiff } from './diff.js';
import type { InspectedFile, InspectedPointer, InspectedRelease, Inspection } from './inspect.js';

/** `512 B`, `12.3 kB`, `4.56 MB` */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(2)} MB`;
}

/** Pads each column to its widest cell. Sizes are aligned right. */
function table(rows: readonly (readonly string[])[], indent = '  '): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    (
      indent +
      row
        .map((cell, i) => (/^\d[\d.]* (B|kB|MB)$/.test(cell) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
        .join('  ')
    ).trimEnd(),
  );
}

const fileTable = (files: readonly InspectedFile[]) =>
  table([
    ['file', 'bytes', 'gzip'],
    ...files.map(({ file, bytes, bytesGzip }) => [file, formatBytes(bytes), formatBytes(bytesGzip)]),
  ]);

function describeRelease({
  releaseId,
  parent,
  createdAt,
  items,
  width,
  minimumSdkVersion,
  files,
  bytesGzip,
}: InspectedRelease): string[] {
  return [
    `Release ${releaseId}`,
    ...table([
      ['parent', parent ?? 'none'],
      ['created', createdAt],
      ['items', `${items}, width ${width}`],
      ['SDK needed', `${minimumSdkVersion} or later`],
      ['first visit', `${formatBytes(bytesGzip)} compressed by gzip`],
    ]),
    ...fileTable(files),
  ];
}

function describePointer({
  channel,
  sequence,
  issuedAt,
  expiresAt,
  expired,
  releaseId,
  deltasFrom,
  intentIntercept,
  rollout,
  signatures,
}: InspectedPointer): string[] {
  const named = (id: string, from: readonly string[]) =>
    `${id}, ${from.length > 0 ? `deltas from ${from.join(', ')}` : 'no deltas'}`;
  return [
    `Channel ${channel}`,
    ...table([
      ['sequence', String(sequence)],
      ['issued', issuedAt],
      ['expires', `${expiresAt}${expired ? ' (expired: devices keep their release and do not update)' : ''}`],
      ['release', named(releaseId, deltasFrom)],
      ...(rollout ? [['rollout', `share ${rollout.share} of ${named(rollout.releaseId, rollout.deltasFrom)}`]] : []),
      ...(intentIntercept === undefined ? [] : [['season', `${intentIntercept} logits for the purchase in a session`]]),
      ...signatures.map(({ publicKey, verifies }) => [
        'signed by',
        `${publicKey}${verifies ? ', verified' : ': THE SIGNATURE DOES NOT VERIFY'}`,
      ]),
      ...(signatures.length === 0 ? [['signed by', 'no key: browsers with a pinned key reject it']] : []),
    ]),
  ];
}

export function describeInspection({ pointers, releases, deltas }: Inspection): string {
  const parts = [
    ...pointers.map(describePointer),
    ...releases.map(describeRelease),
    ...(deltas.length > 0 ? [['Deltas', ...fileTable(deltas)]] : []),
  ];
  return parts.map((lines) => lines.join('\n')).join('\n\n');
}

export function describeDiff({
  from,
  to,
  items,
  encoderEqual,
  transitionRowsChanged,
  relationRowsChanged,
  kindsEqual,
  config,
  bytesGzip,
  top10,
}: ReleaseDiff): string {
  const { both, added, removed, moved, changed } = items;
  const { full, update, updateByDelta } = bytesGzip;
  return [
    `${from} to ${to}`,
    ...table([
      [
        'items',
        `${both} in both, ${added} added, ${removed} removed; of those in both, ${moved} in a different row, ${changed} with a changed vector or bias`,
      ],
      ['encoder', encoderEqual ? 'the same' : 'changed'],
      ['transitions', `those of ${transitionRowsChanged} items changed`],
      ...Object.entries(relationRowsChanged).map(([name, rows]) => [name, `those of ${rows} items changed`]),
      ['kinds', kindsEqual ? 'the same' : 'changed'],
      [
        'config',
        config.length === 0
          ? 'the same'
          : config.map(({ field, from, to }) => `${field} ${JSON.stringify(from)} to ${JSON.stringify(to)}`).join('; '),
      ],
      [
        'download',
        `${formatBytes(full)} for a first visit; for an update ${formatBytes(update)}, ${updateByDelta === null ? 'a delta would save no bytes' : `by delta ${formatBytes(updateByDelta)}`} (gzip)`,
      ],
      [
        'top 10',
        top10
          ? `mean overlap ${top10.meanOverlap.toFixed(3)} over ${top10.histories} golden histories, for items in both releases`
          : 'no golden history contains only items in both releases',
      ],
    ]),
  ].join('\n');
}
