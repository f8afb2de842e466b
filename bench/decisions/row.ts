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

/** Lines of a plot, by name: [weeks]. */
export type Curves = Readonly<Record<string, readonly number[]>>;

/** What the simulator draws: margins of a shopper, and what an oracle would have added. */
export interface SimulatorCurves {
  readonly weeklyMargin: Curves;
  readonly cumulativeRegret: Curves;
}

export interface MeasuredPart {
  readonly rows: readonly DecisionRow[];
  readonly curves?: SimulatorCurves;
}

export type DecisionPart = (options: DecisionOptions) => Promise<readonly DecisionRow[] | MeasuredPart>;

/** The stored rows of each part that was run. */
export interface DecisionResults {
  readonly parts: Readonly<Record<string, readonly DecisionRow[]>>;
  readonly curves?: SimulatorCurves;
  readonly runs?: Record<string, { readonly date: string; readonly machine: string; readonly command: string }>;
}
