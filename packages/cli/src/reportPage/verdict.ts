import { countOf, percent, rangeOf, whole } from './numbers.js';
import type { PageEvaluation, PageReport } from './pageReport.js';
import { actionOf } from './scorers.js';
import { headline, testSize, type Wording, wordingOf } from './wording.js';

/** What a merchant reads first. */
export interface Verdict {
  readonly level: 'good' | 'poor' | 'broken' | 'unmeasured';
  /** One sentence with the figures. */
  readonly headline: string;
  readonly details: readonly string[];
  /** Why the level was chosen. */
  readonly reason: string;
  readonly advice: readonly string[];
}

/** Fewer test shoppers leave an interval of more than ten in a hundred on each side. */
const MIN_SHOPPERS = 100;
/** One-sided, as usual for an interval of 95 %. */
const SURE = 0.025;
/** From here on, a list of ten shows so much of the catalogue that a hit says little. */
const MAX_LISTED = 0.25;
const MAX_MALFORMED = 0.2;
const LIST_LENGTH = 10;

const MORE_DATA = 'Give a longer log, or more kinds of events: views and carts help, also without a purchase.';
/** What would help, as `aisle check` says it. */
const helpOf = (data: PageReport['data'] | undefined): readonly string[] =>
  data?.verdict.help.length ? data.verdict.help : [MORE_DATA];
const CHECK_DATA = 'Look at what was excluded from the data, further down on this page.';
const KEEP_YOURS = 'Keep the lists that you have now. Do not publish this release.';

/** Judges a release by its test examples. */
export function verdictOf(report: PageReport): Verdict {
  const { evaluation, data } = report;
  const found = evaluation ? measured(report, evaluation) : unmeasured(report);
  if (!data || data.malformed <= data.rows * MAX_MALFORMED) return found;
  return {
    ...found,
    level: 'broken',
    reason:
      `Of the ${whole(data.rows)} rows of the log, ${percent(data.malformed / data.rows)} could not be read. ` +
      'The model knows only the rest, which may be a wrong picture of the shop.',
    advice: [CHECK_DATA, 'Export the log again, and train again.', KEEP_YOURS],
  };
}

function unmeasured({ evaluation, notMeasured, data }: PageReport): Verdict {
  const common = {
    level: 'unmeasured',
    headline: 'Nobody knows yet how good these recommendations are.',
    details: [],
  } as const;
  if (evaluation === undefined) {
    return {
      ...common,
      reason: 'An older version wrote this report, without a comparison.',
      advice: ['Compare it now: aisle evaluate --data FILE --model DIR --page report.html.'],
    };
  }
  return {
    ...common,
    reason: 'There were no test examples, so nothing was compared.',
    advice: [
      ...(notMeasured === undefined ? [] : [notMeasured]),
      ...helpOf(data),
      'Do not publish this release before it was measured.',
    ],
  };
}

function measured(report: PageReport, evaluation: PageEvaluation): Verdict {
  const { metrics, intervals } = evaluation;
  const wording = wordingOf(evaluation);
  const action = actionOf(report);
  const [model, also, best] = [metrics.model, metrics.transitionTable, metrics.popularity].map(
    (values) => values['hr@10'],
  ) as [number, number, number];
  const count = (share: number) => countOf(share, wording.base);
  return {
    ...judge(report, evaluation, wording),
    headline:
      `${headline(wording, model)}; the best-seller list reaches ${count(best)}, ` +
      `and “who ${action} this also ${action}” ${count(also)}.`,
    details: [
      `Measured on ${testSize(wording, evaluation)}. The training did not see the tested ${wording.thing}s. ` +
        `With other shoppers, the first figure could be anything from ${rangeOf(intervals.model, wording.base)} (95 % interval).`,
    ],
  };
}

function judge(
  report: PageReport,
  { itemCount, units, metrics, significance, trivial = [] }: PageEvaluation,
  { thing }: Wording,
): Pick<Verdict, 'level' | 'reason' | 'advice'> {
  const { data } = report;
  const action = actionOf(report);
  const isSurelyBetter = ({ pValue }: { readonly pValue: number }) => pValue < SURE;
  const isSurelyWorse = ({ pValue, difference }: { readonly pValue: number; readonly difference: number }) =>
    difference < 0 && pValue > 1 - SURE;
  if (metrics.model['hr@10'] === 0) {
    return {
      level: 'broken',
      reason: `The lists found no ${thing} at all. Usually the ids of test and training differ, or the log is far too short.`,
      advice: [CHECK_DATA, KEEP_YOURS],
    };
  }
  if (isSurelyWorse(significance.popularity)) {
    return {
      level: 'broken',
      reason: 'A plain list of best sellers is better. Something is wrong with the data or with the training.',
      advice: [CHECK_DATA, KEEP_YOURS],
    };
  }
  if (LIST_LENGTH > MAX_LISTED * itemCount) {
    return {
      level: 'poor',
      reason:
        `The shop has ${whole(itemCount)} items, so ten of them are ${percent(Math.min(1, LIST_LENGTH / itemCount))} of all. ` +
        'Every list finds much here, and the figures say little.',
      advice: ['A shop with so few items needs no personal order. Show all of them.'],
    };
  }
  if (trivial.length > 0) return { level: 'poor', reason: trivial.join(' '), advice: [CHECK_DATA, KEEP_YOURS] };
  if (units < MIN_SHOPPERS) {
    return {
      level: 'poor',
      reason: `Only ${whole(units)} shoppers could be tested. With so few, a good and a bad release look alike.`,
      advice: [...helpOf(data), KEEP_YOURS],
    };
  }
  if (isSurelyWorse(significance.transitionTable) || !isSurelyBetter(significance.popularity)) {
    return {
      level: 'poor',
      reason: isSurelyWorse(significance.transitionTable)
        ? `“Who ${action} this also ${action}” is better, and much simpler.`
        : 'The lists are not clearly better than best sellers.',
      advice: [KEEP_YOURS, ...helpOf(data)],
    };
  }
  if (!isSurelyBetter(significance.transitionTable)) {
    return {
      level: 'poor',
      reason: `The lists are clearly better than best sellers, but not clearly better than “who ${action} this also ${action}”.`,
      advice: [
        ...helpOf(data),
        'If you have no such lists yet, this release still helps. Compare it in your shop before you rely on it.',
      ],
    };
  }
  return {
    level: 'good',
    reason: 'Aisle’s lists are clearly better than both simple lists.',
    advice: [
      'Look at the examples on this page: would you show these items together?',
      'Publish the release, and give it to a part of your shoppers first: aisle publish --share 0.1.',
      'Measure in your shop. This test knows what shoppers did without these lists, not what they will do with them.',
    ],
  };
}
