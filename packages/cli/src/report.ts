import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Continuation, ReportedScore } from '@aisle/model/train';
import * as v from 'valibot';
import { parseJson } from './parseJson.js';
import { list, number, object, text, validate, wholeNumber } from './schemas.js';

/** The fields that other commands read from the report that `train` writes beside a release. */
export interface ReleaseReport {
  readonly releaseId: string;
  readonly bestEpoch: number;
  /** The weights of the score parts; null if only the network ranks. */
  readonly score: ReportedScore | null;
  /** Absent for a log without timestamps. */
  readonly continuation?: Continuation;
}

const ADVICE = 'Restore the report that train wrote, or train again.';
const MAX_WEIGHT = 1e9;
const MAX_EPOCHS = 1e6;
/** After the year 30000. */
const MAX_TIME_MS = 1e15;
const MAX_CANDIDATES = 1000;

const weight = number(-MAX_WEIGHT, MAX_WEIGHT);
const weights = list(weight, MAX_CANDIDATES);
const share = number(0, 1);
const count = wholeNumber(MAX_WEIGHT);
const time = number(0, MAX_TIME_MS);
const name = text(/^.{1,200}$/, 'a name');

const content = v.exactOptional(object({ shape: v.picklist(['added', 'share'], 'added or share'), weight: share }));
const choiceWeight = v.exactOptional(weight);

const score = object({
  weights: object({
    network: weight,
    statistics: weights,
    memory: weight,
    logScale: weight,
    repeat: object({ byAge: weights, byType: weights, perLogCount: weight }),
    loss: weight,
  }),
  memory: v.exactOptional(
    object({
      // Only the name of the counting rule is used. Its other fields are kept for the next report.
      shape: v.looseObject({ name }, 'an object with a name'),
      queryDecay: share,
      queryLength: count,
      choiceWeight,
      neighbours: count,
      content,
    }),
  ),
  ndcg: weight,
  candidates: list(
    object({ memory: name, queryDecay: share, choiceWeight, content, loss: weight, ndcg: weight }),
    MAX_CANDIDATES,
  ),
});

const report = object({
  releaseId: name,
  bestEpoch: wholeNumber(MAX_EPOCHS),
  score: v.nullable(score),
  continuation: v.exactOptional(object({ trainedUntilMs: time, recency: object({ firstMs: time, lastMs: time }) })),
}) satisfies v.GenericSchema<unknown, ReleaseReport>;

/**
 * Reads fields of the report beside a release.
 *
 * @param newer replaces fields of the report
 * @returns undefined if the folder has no report
 * @throws AisleError `data-invalid` if the report is damaged
 */
export async function readReportFields<Schema extends v.GenericSchema>(
  directory: string,
  fields: Schema,
  newer: object = {},
): Promise<v.InferOutput<Schema> | undefined> {
  const file = path.join(directory, 'report.json');
  const content = await readFile(file, 'utf8').catch(() => undefined);
  if (content === undefined) return undefined;
  const found = parseJson(content, file, ADVICE, 'data-invalid');
  const isObject = typeof found === 'object' && found !== null && !Array.isArray(found);
  return validate(fields, isObject ? { ...found, ...newer } : found, file, ADVICE);
}

/** The fields for other commands; returns and throws as `readReportFields` does. */
export const readReport = (directory: string): Promise<ReleaseReport | undefined> =>
  readReportFields(directory, report);
