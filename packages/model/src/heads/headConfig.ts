/** Turns a head's logit into a probability: sigmoid(scale * logit + offset) (Platt 1999). */
export interface Calibration {
  /** Above 0. */
  readonly scale: number;
  readonly offset: number;
}

/** One thing that the model of a release can answer. */
export interface HeadConfig {
  /** How decisions ask for it. Part of the names of its tensors and its file. */
  readonly name: string;
  /** Whether it scores every item, or the session as a whole. */
  readonly over: 'items' | 'session';
  /** What its logit stands for; names the `Head` that computes it. */
  readonly target: string;
  /** Absent where its logits are not calibrated. */
  readonly calibration?: Calibration;
}
