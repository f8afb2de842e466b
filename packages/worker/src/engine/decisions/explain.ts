import type { HistoryRequest } from '../../protocol.js';
import type { Answered, Decision } from '../decision.js';
import type { ExplainAnswer } from '../explain/explainAnswer.js';

export interface ExplainRequest extends HistoryRequest {
  /** Empty to load the code alone. */
  readonly itemIds: readonly string[];
}

export type ExplainReply = Answered<ExplainAnswer>;

/**
 * What moved items. The code that computes it is a chunk, because few pages ask. It loads before the history is read, so
 * that a page can load it at a time that does not depend on the shopper.
 */
export const explain: Decision<ExplainRequest, ExplainReply> = async (request, context) => {
  const { explainItems } = await import('../explain/explainItems.js');
  return context.withScorer<ExplainAnswer>(
    request,
    () => undefined,
    ({ light, items, events }) => explainItems(light, items.rowOf, events, request.itemIds),
  );
};
