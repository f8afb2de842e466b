import type { ReliabilityBin } from '@aisle/model';
import { shareInterval } from '../evaluation/shareInterval.js';
import type { HeadQuestion } from './headQuestions.js';

const RELIABILITY_BINS = 10;

const rounded = (share: number) => Number(share.toFixed(4));

/**
 * How often it happened, by probability. Equal probabilities are in one bin. The independent observations of a bin are its shoppers.
 */
export function reliabilityBins(
  probabilities: Float64Array,
  questions: readonly HeadQuestion[],
): readonly ReliabilityBin[] {
  const order = questions.map((_, i) => i).sort((a, b) => probabilities[a]! - probabilities[b]!);
  const bins: ReliabilityBin[] = [];
  let start = 0;
  for (let bin = 1; bin <= RELIABILITY_BINS; bin++) {
    let end = Math.max(start, Math.round((bin * order.length) / RELIABILITY_BINS));
    while (end > start && end < order.length && probabilities[order[end]!] === probabilities[order[end - 1]!]) end++;
    if (end === start) continue;
    const members = order.slice(start, end).map((i) => questions[i]!);
    const share = members.filter(({ outcome }) => outcome === 1).length / members.length;
    const [low, high] = shareInterval(share, new Set(members.map(({ shopper }) => shopper)).size);
    const upTo = end === order.length ? 1 : probabilities[order[end - 1]!]!;
    bins.push({ upTo, low: rounded(low), high: rounded(high) });
    start = end;
  }
  return bins;
}
