import { CONTEXT_FIELDS, type ContextField, type Reader, type VisitContext } from '@aisle/core';

/** How much the context of a visit counts in a score. Part of the model's config; the trainer chooses it. */
export interface ContextConfig {
  /** Factor of a field's logits. Absent fields do not count. */
  readonly weights: { readonly [field in ContextField]?: number };
  /** A history of n actions multiplies the context's logits by fade^n. */
  readonly fade: number;
}

/**
 * What shoppers choose, counted in training. All numbers are levels: `LEVELS_PER_LOGIT` times a logit, from
 * -`MAX_CONTEXT_LEVEL` to `MAX_CONTEXT_LEVEL`.
 */
export interface ContextTable {
  /** [itemCount + 1], of ln(1 + how often shoppers chose the item) */
  readonly demand: Int32Array;
  /**
   * By field and value, such as `month:6`, at most `MAX_CONTEXT_VALUES`. [names.length]: how much more often shoppers
   * choose the kind in this context than in all, as a logarithm.
   */
  readonly byValue: ReadonlyMap<string, Int32Array>;
}

/** The parts of a model that `contextScore` reads. */
interface ContextModel {
  readonly config: { readonly context?: ContextConfig };
  readonly kinds?: {
    readonly names: readonly string[];
    readonly ofRow: Int32Array;
    readonly context?: ContextTable;
  };
}

export const LEVELS_PER_LOGIT = 8;
export const MAX_CONTEXT_LEVEL = 127;
export const MAX_CONTEXT_VALUES = 100;

/** Below this factor, the context changes no row. */
const MIN_FACTOR = 0.05;
const MAX_WEIGHT = 100;

export function parseContextConfig(reader: Reader): ContextConfig {
  const weights = reader.field('weights');
  const found = CONTEXT_FIELDS.map((field) => [
    field,
    weights.field(field).optional((weight) => weight.number(0, MAX_WEIGHT)),
  ]);
  return {
    weights: Object.fromEntries(found.filter(([, weight]) => weight !== undefined)),
    fade: reader.field('fade').number(0, 1),
  };
}

/**
 * What the context of a visit adds to the score of a row, in logits. Without a history, it is the whole score: how often
 * shoppers choose the item, corrected by naive Bayes for the item's kind.
 *
 * @returns undefined if it adds nothing
 */
export function contextScore(
  { config: { context }, kinds }: ContextModel,
  visit: VisitContext,
  historyLength: number,
): ((row: number) => number) | undefined {
  const table = kinds?.context;
  if (!context || !table) return undefined;
  const factor = context.fade ** historyLength;
  if (historyLength > 0 && factor < MIN_FACTOR) return undefined;
  const levels = new Float64Array(kinds.names.length);
  for (const [field, value] of Object.entries(visit)) {
    const weight = factor * (context.weights[field as ContextField] ?? 0);
    table.byValue.get(`${field}:${value}`)?.forEach((level, kind) => (levels[kind]! += weight * level));
  }
  return (row) => ((levels[kinds.ofRow[row]!] ?? 0) + (historyLength > 0 ? 0 : table.demand[row]!)) / LEVELS_PER_LOGIT;
}
