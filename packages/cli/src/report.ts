import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Reader } from '@aisle/core';
import type { Continuation, ReportedScore } from '@aisle/model/train';
import { checkJson, parseJson } from './parseJson.js';

/** The fields that other commands read from the report that `train` writes beside a release. */
export interface ReleaseReport {
  readonly releaseId: string;
  readonly bestEpoch: number;
  /** How the parts of the score are weighted; null if the network alone ranks. */
  readonly score: ReportedScore | null;
  /** Absent for a log without timestamps. */
  readonly continuation?: Continuation;
}

const REMEDY = 'Restore the report that train wrote, or train again.';
const MAX_WEIGHT = 1e9;
const MAX_EPOCHS = 1e6;
/** Beyond the year 30000. */
const MAX_TIME_MS = 1e15;
const MAX_CANDIDATES = 1000;

const weight = (reader: Reader) => reader.number(-MAX_WEIGHT, MAX_WEIGHT);
const weights = (reader: Reader) => reader.list(MAX_CANDIDATES).map(weight);
const time = (reader: Reader) => reader.number(0, MAX_TIME_MS);
const name = (reader: Reader) => reader.text(/^.{1,200}$/, 'a name');

/** Only the name of a memory's shape is read. Its other fields are kept for the next report. */
function parseShape(reader: Reader): { readonly name: string } {
  return { ...(reader.raw as object), name: name(reader.field('name')) };
}

function parseScore(reader: Reader): ReportedScore {
  const found = reader.field('weights');
  const repeat = found.field('repeat');
  const memory = reader.field('memory').optional((field) => ({
    shape: parseShape(field.field('shape')),
    queryDecay: field.field('queryDecay').number(0, 1),
    queryLength: field.field('queryLength').whole(MAX_WEIGHT),
    neighbours: field.field('neighbours').whole(MAX_WEIGHT),
  }));
  return {
    weights: {
      network: weight(found.field('network')),
      statistics: weights(found.field('statistics')),
      memory: weight(found.field('memory')),
      logScale: weight(found.field('logScale')),
      repeat: {
        byAge: weights(repeat.field('byAge')),
        byType: weights(repeat.field('byType')),
        perLogCount: weight(repeat.field('perLogCount')),
      },
      loss: weight(found.field('loss')),
    },
    ...(memory && { memory }),
    ndcg: weight(reader.field('ndcg')),
    candidates: reader
      .field('candidates')
      .list(MAX_CANDIDATES)
      .map((candidate) => ({
        memory: name(candidate.field('memory')),
        queryDecay: candidate.field('queryDecay').number(0, 1),
        loss: weight(candidate.field('loss')),
        ndcg: weight(candidate.field('ndcg')),
      })),
  };
}

function parseContinuation(reader: Reader): Continuation {
  const recency = reader.field('recency');
  return {
    trainedUntilMs: time(reader.field('trainedUntilMs')),
    recency: { firstMs: time(recency.field('firstMs')), lastMs: time(recency.field('lastMs')) },
  };
}

function parseReport(root: Reader): ReleaseReport {
  const score = root.field('score');
  const continuation = root.field('continuation').optional(parseContinuation);
  return {
    releaseId: name(root.field('releaseId')),
    bestEpoch: root.field('bestEpoch').whole(MAX_EPOCHS),
    score: score.raw === null ? null : parseScore(score),
    ...(continuation && { continuation }),
  };
}

/**
 * Reads the report beside a release.
 *
 * @returns undefined if the folder has no report
 * @throws AisleError `data-invalid` if the report is damaged
 */
export async function readReport(directory: string): Promise<ReleaseReport | undefined> {
  const file = path.join(directory, 'report.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  return checkJson(parseJson(text, file, REMEDY, 'data-invalid'), file, REMEDY, 'data-invalid', parseReport);
}
