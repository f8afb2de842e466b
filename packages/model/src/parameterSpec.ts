/** Name, shape and initial values of one tensor. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** Initial values: all the same, or normal with this standard deviation. */
  readonly init: number | { readonly standardDeviation: number };
}
