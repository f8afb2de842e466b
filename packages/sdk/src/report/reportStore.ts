import { type Random, randomNumbers } from '@aisle/core';
import { encodeBucket, type ReportBucket } from '@aisle/decisions';
import type { DecisionChange, DecisionRow, StoredReport } from '@aisle/store';
import type { ReportAnswer } from '@aisle/worker';
import { periodOf } from './periodOf.js';
import type { ReportsHost } from './reportsHost.js';

const OPT_IN_ID = 'report-opt-in';

/** From `crypto`: noise that somebody can guess would be none. */
const secureRandom: Random = () => randomNumbers(1)[0]! / 2 ** 32;

/** An answer with its group. Devices without one have nothing to report. */
export type GroupedAnswer = ReportAnswer & Required<Pick<ReportAnswer, 'group'>>;

const rowIdOf = ({ question: { intervention, until } }: GroupedAnswer) => `report-${intervention}-${until}`;

function bucketOf({ question, succeeded }: GroupedAnswer, rows: readonly DecisionRow[]): ReportBucket {
  if (succeeded) return 'success';
  const { fromMs, overMs } = periodOf(question);
  const isClosed = rows.some(
    ({ intervention, dismissedMs }) =>
      intervention === question.intervention &&
      dismissedMs !== undefined &&
      dismissedMs >= fromMs &&
      dismissedMs < overMs,
  );
  return isClosed ? 'closed' : 'none';
}

/**
 * The opt-in and the answer with noise, among the decisions of the history: under its consent, erased with it. The same
 * question gets the same answer, so that repeated answers do not average out the noise.
 */
export class ReportStore {
  readonly #host: ReportsHost;
  readonly #random: Random;

  /** @param random uniform on [0, 1) */
  constructor(host: ReportsHost, random: Random = secureRandom) {
    this.#host = host;
    this.#random = random;
  }

  #change<T>(change: (rows: readonly DecisionRow[]) => DecisionChange<T>): Promise<T | undefined> {
    return this.#host.changeDecisions(change).catch(() => undefined);
  }

  /** @returns false if nothing can be stored */
  async optIn(endpoint: string): Promise<boolean> {
    const row = { decisionId: OPT_IN_ID, timestampMs: Date.now(), intervention: 'all', report: { endpoint } };
    return (await this.#change(() => ({ put: row, result: true }))) ?? false;
  }

  async optOut(): Promise<void> {
    await this.#change(() => ({ remove: OPT_IN_ID, result: undefined }));
  }

  /** The address of the opt-in. Undefined without one. */
  endpoint(): Promise<string | undefined> {
    return this.#change((rows) => ({ result: endpointIn(rows) }));
  }

  /** The stored answer. If there is none, draws noise and a time to send it at. */
  prepare(answer: GroupedAnswer): Promise<StoredReport | undefined> {
    return this.#change((rows) => {
      const decisionId = rowIdOf(answer);
      const stored = rows.find((row) => row.decisionId === decisionId)?.report;
      // The shopper can have opted out or erased the history while the engine answered.
      if (stored || endpointIn(rows) === undefined) return { result: stored };
      const { question, group } = answer;
      const { intervention, until, epsilon } = question;
      const { overMs, closesMs } = periodOf(question);
      const dueMs = overMs + this.#random() * (closesMs - overMs);
      const bits = encodeBucket(bucketOf(answer, rows), epsilon, this.#random);
      const report: StoredReport = { dueMs, body: JSON.stringify({ intervention, until, group, bits }) };
      return { put: { decisionId, timestampMs: Date.now(), intervention, report }, result: report };
    });
  }

  /**
   * Marks the answer as sent, before it is: a second tab must not send it, and a failed request is not repeated.
   *
   * @returns what to send; undefined if it was sent, or the shopper has opted out
   */
  take(answer: GroupedAnswer): Promise<{ readonly endpoint: string; readonly body: string } | undefined> {
    return this.#change((rows) => {
      const endpoint = endpointIn(rows);
      const row = rows.find(({ decisionId }) => decisionId === rowIdOf(answer));
      const { body, sentMs } = row?.report ?? {};
      if (!row || endpoint === undefined || body === undefined || sentMs !== undefined) return { result: undefined };
      return { put: { ...row, report: { ...row.report, sentMs: Date.now() } }, result: { endpoint, body } };
    });
  }
}

const endpointIn = (rows: readonly DecisionRow[]) =>
  rows.find(({ decisionId }) => decisionId === OPT_IN_ID)?.report?.endpoint;
