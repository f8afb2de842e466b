/**
 * Turns a logit into a probability: sigmoid(scale * logit + offset) (Platt 1999; see Lin et al. 2007,
 * https://doi.org/10.1007/s10994-007-5018-6).
 */
export interface Calibration {
  /** Above 0. */
  readonly scale: number;
  readonly offset: number;
}

/** One prediction of a model. */
export interface HeadConfig {
  /** The name that decisions use. Part of the names of its tensors and its file. */
  readonly name: string;
  /** Whether it scores every item or the whole session. */
  readonly over: 'items' | 'session';
  /** What its logit predicts. It selects the `Head` that computes it. */
  readonly target: string;
  /** Absent if its logits are not calibrated. */
  readonly calibration?: Calibration;
}
