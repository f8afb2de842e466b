/** Name, shape and initial values of one tensor. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** Initial values: one number for all, or a normal distribution of this standard deviation. */
  readonly init: number | { readonly standardDeviation: number };
}
