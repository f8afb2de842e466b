import type { PageReport } from './pageReport.js';

type Scorer = 'model' | 'transitionTable' | 'popularity';

/** What shoppers did with the items of the log. An export of orders has only purchases. */
export function actionOf({ data }: Pick<PageReport, 'data'>): 'viewed' | 'bought' {
  const types = Object.keys(data?.eventsByType ?? {});
  return types.length === 1 && types[0] === 'purchase' ? 'bought' : 'viewed';
}

/** The compared lists, as a merchant knows them. */
export function scorersOf(report: Pick<PageReport, 'data'>): readonly (readonly [Scorer, string])[] {
  const action = actionOf(report);
  return [
    ['model', 'Aisle'],
    ['transitionTable', `Who ${action} this also ${action}`],
    ['popularity', 'Best sellers'],
  ];
}
