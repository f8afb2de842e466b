import type { ExplainedHistory } from './explainHistory.js';

/** Figures of many explanations. Shares are from 0 to 1. */
export interface ExplanationFigures {
  readonly histories: number;
  readonly largestError: number;
  /** Quantiles of |together| / |score|, by percent. */
  readonly togetherOfScore: Readonly<Record<string, number>>;
  /** Of the histories with an event that moves the item up. */
  readonly named: {
    readonly histories: number;
    /** Those with at least two events. In the others there is no choice. */
    readonly withChoice: number;
    /** How often no other event's removal lowers the score more. With a choice, as all below. */
    readonly lowersScoreMost: number;
    /** How often no other event's removal loses more places in the catalogue. */
    readonly losesMostPlaces: number;
    /** Quantiles of what the score loses without the named event, beside the most that it loses without any event. */
    readonly scoreLostOfMost: Readonly<Record<string, number>>;
  };
}

const PERCENTS = [5, 10, 25, 50, 75, 90, 95] as const;

function quantiles(values: readonly number[]): Record<string, number> {
  const sorted = [...values].sort((a, b) => a - b);
  return Object.fromEntries(
    PERCENTS.map((percent) => [percent, sorted[Math.round((percent / 100) * (sorted.length - 1))] ?? Number.NaN]),
  );
}

export function summarize(explained: readonly ExplainedHistory[]): ExplanationFigures {
  const named = explained.flatMap(({ events }) => {
    const first = events.reduce((best, event) => (event.contribution > best.contribution ? event : best));
    return first.contribution > 0 ? [{ first, events }] : [];
  });
  const choices = named
    .filter(({ events }) => events.length > 1)
    .map(({ first, events }) => ({
      first,
      mostScore: Math.max(...events.map(({ scoreLost }) => scoreLost)),
      mostPlaces: Math.max(...events.map(({ placesLost }) => placesLost)),
    }));
  const share = (isOne: (choice: (typeof choices)[number]) => boolean) => choices.filter(isOne).length / choices.length;
  return {
    histories: explained.length,
    largestError: Math.max(...explained.map(({ error }) => Math.abs(error))),
    togetherOfScore: quantiles(explained.map(({ together, score }) => Math.abs(together / score))),
    named: {
      histories: named.length,
      withChoice: choices.length,
      lowersScoreMost: share(({ first, mostScore }) => first.scoreLost >= mostScore),
      losesMostPlaces: share(({ first, mostPlaces }) => first.placesLost >= mostPlaces),
      scoreLostOfMost: quantiles(
        choices.filter(({ mostScore }) => mostScore > 0).map(({ first, mostScore }) => first.scoreLost / mostScore),
      ),
    },
  };
}
