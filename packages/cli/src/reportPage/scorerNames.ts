/** The compared lists, as a merchant knows them. */
export const SCORER_NAMES = [
  ['model', 'Aisle'],
  ['transitionTable', 'Who viewed this also viewed'],
  ['popularity', 'Best sellers'],
] as const;
