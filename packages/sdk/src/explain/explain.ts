import type { ExplainAnswer } from '@aisle/worker';
import type { Identified } from '../api.js';
import type { QueryReason } from '../decisions/request.js';
import { readIds } from '../readIds.js';
import type { ExplainResult, Explanation, ExplanationRow } from './explanation.js';
import type { ExplanationsHost } from './explanationsHost.js';
import { inWords, type WordsOptions } from './inWords.js';

export interface ExplainOptions extends WordsOptions {
  /** Milliseconds, default 2,000. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

/** An item, a list of items, or a result of `rerank`, `predict` or a row. */
export type Explainable = Identified | Iterable<Identified> | { readonly items: Iterable<Identified> };

function readExplainable(found: unknown): string[] {
  const { items = found } = (found ?? {}) as { items?: unknown };
  try {
    return readIds('explain', 'items', items) ?? [];
  } catch {
    return [];
  }
}

/** Asks the engine what moved items. Resolves by its deadline; never rejects. */
export async function explain(
  host: Pick<ExplanationsHost, 'request'>,
  what: Explainable,
  options?: ExplainOptions | null,
): Promise<ExplainResult> {
  const startedMs = performance.now();
  const none = (reason: QueryReason) => ({ items: [], reason, durationMs: performance.now() - startedMs });
  const itemIds = readExplainable(what);
  if (itemIds.length === 0) return none('invalid-items');
  const reply = await host.request({ name: 'explain', itemIds }, options);
  if (reply.reason) return none(reply.reason);
  const { items, events, release } = reply as typeof reply & ExplainAnswer;
  return {
    items: items.map(({ item_id, score, rows: found }): Explanation => {
      const rows = found
        .map(
          ({ cause, ...row }): ExplanationRow => ({
            cause: typeof cause === 'number' ? events[cause]! : cause,
            ...row,
          }),
        )
        .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
      const sentence = inWords({ rows }, options ?? {});
      return { item_id, score, rows, ...(sentence !== undefined && { sentence }) };
    }),
    ...(release && { release }),
    durationMs: performance.now() - startedMs,
  };
}
