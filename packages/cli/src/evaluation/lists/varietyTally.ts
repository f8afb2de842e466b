import type { ScoredRow } from '@aisle/model';
import { gainsOfRanks } from '@aisle/model/train';

/** Rows of ten items with one value of `diversity`. */
export interface DiversityPoint {
  readonly diversity: number;
  readonly 'ndcg@10': number;
  /** Intra-list diversity: the mean of 1 - cosine over the pairs of a row (Ziegler et al. 2005, https://doi.org/10.1145/1060745.1060754). */
  readonly ild: number;
  /** Mean of log2((histories + 1) / (training count + 1)) over the items of all rows. */
  readonly novelty: number;
  /** Share of the catalogue in any row. */
  readonly coverage: number;
}

/** What the counts of training say about the items. */
export interface TrainingCounts {
  /** [itemCount + 1], number of training events */
  readonly counts: ArrayLike<number>;
  readonly histories: number;
}

/** Sums over the rows of one value of `diversity`. */
export class VarietyTally {
  #ild = 0;
  #novelty = 0;
  #items = 0;
  readonly #listed = new Set<number>();
  readonly #ranks: number[] = [];
  readonly #similarity: (a: number, b: number) => number;
  readonly #training: TrainingCounts;

  constructor(similarity: (a: number, b: number) => number, training: TrainingCounts) {
    this.#similarity = similarity;
    this.#training = training;
  }

  add(row: readonly ScoredRow[], labelRow: number): void {
    const place = row.findIndex((item) => item.row === labelRow);
    this.#ranks.push(place < 0 ? Infinity : place + 1);
    let [sum, pairs] = [0, 0];
    row.forEach(({ row: a }, i) => {
      for (const { row: b } of row.slice(i + 1)) {
        sum += 1 - this.#similarity(a, b);
        pairs += 1;
      }
      this.#listed.add(a);
      this.#novelty += Math.log2((this.#training.histories + 1) / (this.#training.counts[a]! + 1));
      this.#items += 1;
    });
    this.#ild += sum / Math.max(1, pairs);
  }

  point(diversity: number, itemCount: number): DiversityPoint {
    const examples = Math.max(1, this.#ranks.length);
    return {
      diversity,
      'ndcg@10': gainsOfRanks(this.#ranks, 'ndcg@10').reduce((sum, gain) => sum + gain, 0) / examples,
      ild: this.#ild / examples,
      novelty: this.#novelty / Math.max(1, this.#items),
      coverage: this.#listed.size / itemCount,
    };
  }
}
