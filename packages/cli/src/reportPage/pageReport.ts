import { AisleError } from '@aisle/core';
import * as v from 'valibot';
import { readReportFields } from '../report.js';
import { list, number, object, wholeNumber } from '../schemas.js';

const MAX_COUNT = 1e12;
const MAX_LENGTH = 100_000;

const share = number(0, 1);
const count = wholeNumber(MAX_COUNT);
const real = number(-Number.MAX_VALUE, Number.MAX_VALUE);
const text = v.pipe(v.string('a text'), v.maxLength(MAX_LENGTH, `at most ${MAX_LENGTH} characters`));
const picture = v.pipe(text, v.regex(/^data:image\//, 'a data URL of a picture'));
const texts = list(text, MAX_LENGTH);
const counts = v.record(text, count, 'an object of counts');
const byScorer = <Entry extends v.GenericSchema>(entry: Entry) =>
  object({ model: entry, transitionTable: entry, popularity: entry });

const bucket = object({
  from: count,
  to: v.exactOptional(count),
  examples: count,
  values: byScorer(share),
});
const bootstrap = object({ difference: real, pValue: share });
const bin = object({ predictions: count, probability: share, frequency: share });

const evaluation = object({
  target: text,
  itemCount: count,
  examples: count,
  units: count,
  trivial: v.exactOptional(texts),
  metrics: byScorer(object({ 'hr@10': share, 'ndcg@10': share })),
  intervals: byScorer(v.tuple([share, share], 'two bounds')),
  significance: object({ transitionTable: bootstrap, popularity: bootstrap }),
  byHistoryLength: list(bucket, MAX_LENGTH),
  byItemPopularity: list(bucket, MAX_LENGTH),
  diversity: byScorer(object({ coverage: share, gini: share })),
  lists: object({ calibration: v.exactOptional(object({ ece: share, bins: list(bin, MAX_LENGTH) })) }),
});

const item = object({ itemId: text, title: v.exactOptional(text), picture: v.exactOptional(picture) });

const day = v.nullable(text);
const data = object({
  rows: count,
  malformed: count,
  ignored: v.exactOptional(count),
  format: v.exactOptional(text),
  mapping: v.exactOptional(v.nullable(v.record(text, text, 'an object of texts'))),
  omitted: v.exactOptional(counts),
  fieldProblems: v.exactOptional(counts),
  unknownEvents: v.exactOptional(counts),
  events: count,
  eventsByType: v.exactOptional(counts),
  shoppers: count,
  items: count,
  itemsWithTenEvents: count,
  firstDay: day,
  lastDay: day,
  verdict: object({ sentences: texts, help: texts }),
});

const intervals = v.tuple([share, share], 'two bounds');
const head = v.union([
  object({ target: text, dropped: text }),
  object({
    target: text,
    questions: count,
    figures: object({ auc: share, brier: share, ece: share }),
    intervals: object({ auc: intervals, brier: intervals, ece: intervals }),
    arrival: object({ auc: share }),
    bins: list(bin, MAX_LENGTH),
    timing: v.exactOptional(
      object({
        chosen: text,
        candidates: list(object({ model: text, validation: real, test: real }), MAX_LENGTH),
      }),
    ),
  }),
]);

const report = object({
  releaseId: text,
  createdAt: v.exactOptional(text),
  releaseBytesGzip: v.exactOptional(count),
  trainMinutes: v.exactOptional(real),
  command: v.exactOptional(text),
  dataset: v.exactOptional(text),
  data: v.exactOptional(data),
  bestEpoch: count,
  settings: v.exactOptional(
    object({
      epochs: count,
      seed: real,
      maskHistory: v.boolean('true or false'),
      config: object({
        itemCount: count,
        width: count,
        layerCount: count,
        windowLength: count,
        heads: list(object({ target: text }), MAX_LENGTH),
      }),
    }),
  ),
  epochs: v.exactOptional(list(object({ epoch: count, loss: real, validationNdcg: v.nullable(share) }), MAX_LENGTH)),
  evaluation: v.exactOptional(v.nullable(evaluation)),
  heads: v.exactOptional(list(head, MAX_LENGTH)),
  notMeasured: v.exactOptional(text),
  examples: v.exactOptional(list(object({ item, shoppers: count, row: list(item, MAX_LENGTH) }), MAX_LENGTH)),
});

/** The fields of report.json that the page shows. Reports of older versions lack some of them. */
export type PageReport = v.InferOutput<typeof report>;
export type PageEvaluation = v.InferOutput<typeof evaluation>;
export type PageHead = v.InferOutput<typeof head>;
export type PageItem = v.InferOutput<typeof item>;

/**
 * @param newer replaces fields of report.json
 * @throws AisleError `data-unreadable` without a report.json in the folder, `data-invalid` for a damaged one
 */
export async function readPageReport(directory: string, newer?: object): Promise<PageReport> {
  const found = await readReportFields(directory, report, newer);
  if (found) return found;
  throw new AisleError(
    'data-unreadable',
    `Asked for the report of ${directory}, found no report.json there. Give a folder that train wrote.`,
    { directory },
  );
}
