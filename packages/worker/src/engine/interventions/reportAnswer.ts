import { type CoinSide, coinsOf, parseDeclaration, type ReportQuestion } from '@aisle/decisions';
import type { HistoryRequest } from '../../protocol.js';
import type { Answered, Decision } from '../decision.js';

const DAY_MS = 86_400_000;

export interface ReportAnswer {
  readonly question: ReportQuestion;
  /** The random group. Absent if the device sees no intervention at all: then it has nothing to report. */
  readonly group?: CoinSide;
  /** Whether the goal was reached in the period of the question. */
  readonly succeeded: boolean;
}

export type ReportReply = Answered<ReportAnswer>;

/** What this device would answer without noise to the question of the release's declaration. It stays on the device. */
export const reportAnswer: Decision<HistoryRequest, ReportReply> = (request, context) =>
  context.withHistory<ReportAnswer>(request, ({ release, historyId, events }) => {
    const { interventions } = release.decisionFiles;
    const declaration = interventions === undefined ? undefined : parseDeclaration(JSON.parse(interventions));
    const question = declaration?.report;
    if (!declaration || !question) return { reason: 'no-interventions' };
    const coins = coinsOf(declaration, historyId);
    const { goal } = declaration.interventions.find(({ id }) => id === question.intervention)!;
    const [fromMs, untilMs] = [Date.parse(question.from), Date.parse(question.until) + DAY_MS];
    const succeeded = events.some(
      ({ type, timestampMs }) => type === goal.event && timestampMs >= fromMs && timestampMs < untilMs,
    );
    const group = coins.all === 'holdout' ? undefined : coins[question.intervention];
    return { question, ...(group && { group }), succeeded };
  });
