import type { ScoredRow } from '../topK.js';
import type { RowRules } from './composeRow.js';

/**
 * The rows that need not be candidates any more, if the candidates cannot fill a row that keeps its quotas. For example,
 * after views of four chairs, a shop's best hundred items may all be chairs.
 *
 * @param candidates highest score first
 * @returns the candidates, all viewed items and all items of kinds with enough candidates. Undefined if nothing is missing
 */
export function enoughRows(candidates: readonly ScoredRow[], rules: RowRules): ReadonlySet<number> | undefined {
  const { k, maxPerKind, viewedRows, boughtKinds, kinds } = rules;
  const counts = new Map<number, number>([...boughtKinds].map((kind) => [kind, Infinity]));
  let room = 0;
  for (const { row } of candidates) {
    if (viewedRows.has(row)) continue;
    const kind = kinds?.ofRow[row] ?? -1;
    const count = counts.get(kind) ?? 0;
    if (kind >= 0) counts.set(kind, count + 1);
    if (count < maxPerKind) room += 1;
  }
  if (room >= k) return undefined;
  const enough = new Set([...viewedRows, ...candidates.map(({ row }) => row)]);
  kinds?.ofRow.forEach((kind, row) => {
    if ((counts.get(kind) ?? 0) >= maxPerKind) enough.add(row);
  });
  return enough;
}
