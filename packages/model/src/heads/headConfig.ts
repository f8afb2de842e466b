/**
 * Turns a logit into a probability: sigmoid(scale * logit + offset) (Platt 1999; see Lin et al. 2007,
 * https://doi.org/10.1007/s10994-007-5018-6).
 */
export interface Calibration {
  /** Above 0. */
  readonly scale: number;
  readonly offset: number;
}

/** What happened among calibration examples whose probability was at most `upTo`, and above that of the bin before. */
export interface ReliabilityBin {
  readonly upTo: number;
  /** The 95 % Wilson interval of the share of these examples in which it happened. */
  readonly low: number;
  readonly high: number;
}

/** How well a head's probabilities held on examples that neither training nor its calibration saw. */
export interface Reliability {
  /** The share of all sessions of the sample in which it happened, 0 to 1. */
  readonly baseRate: number;
  /** By rising `upTo`; the last is 1. */
  readonly bins: readonly ReliabilityBin[];
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
  /** Only for heads over the session. Absent if nothing was measured. */
  readonly reliability?: Reliability;
}
