/** One figure of the page, beside what must be beaten and what was wanted. */
export interface DecisionRow {
  readonly name: string;
  /** The figure of a simple method, from the design's measurements or the literature. */
  readonly floor: string;
  readonly figure: string;
  /** Empty for a row that stands beside others to compare: it is neither met nor missed. */
  readonly goal: string;
  readonly met: boolean;
  readonly command: string;
  readonly data: string;
  /** Absent without randomness. */
  readonly seeds?: readonly number[];
}

export interface DecisionOptions {
  /** The folder with the public data sets. */
  readonly data: string;
}

export type DecisionPart = (options: DecisionOptions) => Promise<readonly DecisionRow[]>;

/** The stored rows of each part that was run. */
export interface DecisionResults {
  readonly parts: Readonly<Record<string, readonly DecisionRow[]>>;
  readonly runs?: Record<string, { readonly date: string; readonly machine: string; readonly command: string }>;
}
