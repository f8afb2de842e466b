/** The metrics that the published figures name. `p@20` is HR@20, as the session sets' papers call it. */
export const METRICS = ['hr@10', 'ndcg@10', 'p@20', 'mrr@20'] as const;

export type Metric = (typeof METRICS)[number];
