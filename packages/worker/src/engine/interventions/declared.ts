import { type Intervention, parseDeclaration } from '@aisle/decisions';
import type { HistoryRequest } from '../../protocol.js';
import type { Answered, Decision } from '../decision.js';

export interface DeclaredAnswer {
  readonly interventions: readonly Intervention[];
}

export type DeclaredReply = Answered<DeclaredAnswer>;

/** The interventions of the release's declaration: the same for every device. */
export const declared: Decision<HistoryRequest, DeclaredReply> = (request, context) =>
  context.withHistory<DeclaredAnswer>(request, ({ release }) => {
    const { interventions } = release.decisionFiles;
    return {
      interventions: interventions === undefined ? [] : parseDeclaration(JSON.parse(interventions)).interventions,
    };
  });
