import {
  decideIntervention,
  type ExposureRules,
  exposureRules,
  type InterventionDecision,
  parseDeclaration,
  parsePolicy,
  type Situation,
  situationOf,
} from '@aisle/decisions';
import type { EngineReason, HistoryRequest } from '../../protocol.js';
import type { Answered, Decision, DecisionInput } from '../decision.js';
import { purchaseProbability } from './intent.js';

export interface DecideRequest extends HistoryRequest, Pick<Situation, 'exposures' | 'dismissals' | 'muted'> {
  readonly placement: string;
}

export interface DecideAnswer {
  readonly decision: InterventionDecision;
  /** The limits that hold when the page reserves the exposure. Absent if the decision does not act. */
  readonly rules?: ExposureRules;
  readonly sessionStartMs: number;
}

export type DecideReply = Answered<DecideAnswer>;

/** Whether to show an intervention at a placement, and which, by the release's declaration and policy. */
export const decide: Decision<DecideRequest, DecideReply> = (request, context) => {
  context.idle.markBusy();
  return context.withScorer<DecideAnswer | { readonly reason: EngineReason }>(
    request,
    () => undefined,
    (input) => answer(request, input),
  );
};

type DecisionFiles = DecisionInput['scorer']['release']['decisionFiles'];

/** The files of a release are parsed once. */
const parsedFiles = new WeakMap<DecisionFiles, ReturnType<typeof parse>>();

function parse({ interventions, policy }: DecisionFiles) {
  return {
    declaration: interventions === undefined ? undefined : parseDeclaration(JSON.parse(interventions)),
    policy: policy === undefined ? undefined : parsePolicy(JSON.parse(policy)),
  };
}

function filesOf({ decisionFiles }: DecisionInput['scorer']['release']): ReturnType<typeof parse> {
  const parsed = parsedFiles.get(decisionFiles) ?? parse(decisionFiles);
  parsedFiles.set(decisionFiles, parsed);
  return parsed;
}

function answer(
  { placement, exposures, dismissals, muted }: DecideRequest,
  input: DecisionInput,
): DecideAnswer | { readonly reason: EngineReason } {
  const { declaration, policy } = filesOf(input.scorer.release);
  if (!declaration) return { reason: 'no-interventions' };
  const probability = purchaseProbability(input);
  const situation: Situation = {
    ...situationOf(input.events, Date.now(), declaration.currency),
    ...(probability !== undefined && { purchaseProbability: probability }),
    deviceId: input.historyId,
    // The page refuses to decide in visits of programs.
    automated: false,
    exposures,
    dismissals,
    muted,
  };
  const decision = decideIntervention({
    declaration,
    policy,
    placement,
    situation,
    random: Math.random,
  });
  const { sessionStartMs } = situation;
  const { intervention } = decision;
  return {
    decision,
    sessionStartMs,
    ...(intervention && { rules: exposureRules(declaration, intervention) }),
  };
}
