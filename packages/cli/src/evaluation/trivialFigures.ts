/** From here on, a hit rate leaves nothing to find. */
const NEARLY_ALL = 0.99;
const LIST_LENGTH = 10;

export interface SimpleHitRates {
  readonly popularity: number;
  readonly transitionTable: number;
  /** The release's transitions and other parts from the history, without the network. Absent if not measured. */
  readonly transitionsOnly?: number;
}

/**
 * Why figures say nothing about a model, in sentences. Empty for figures that do.
 *
 * @param hitRates HR@10 of simple lists
 * @param differences [examples], gain of the model minus that of the transition table
 */
export function trivialFigures(
  itemCount: number,
  { popularity, transitionTable, transitionsOnly = 0 }: SimpleHitRates,
  differences: ArrayLike<number>,
): string[] {
  if (itemCount <= LIST_LENGTH)
    return [`These figures are trivial: the release has ${itemCount} items, so a list of ten has all of them.`];
  const found: string[] = [];
  if (popularity >= NEARLY_ALL)
    found.push(
      `These figures are trivial: the ten most popular items have nearly every answer (HR@10 ${popularity.toFixed(4)}).`,
    );
  const transitions = Math.max(transitionTable, transitionsOnly);
  if (transitions >= NEARLY_ALL) {
    found.push(
      `These figures are trivial: what followed what in the training events has nearly every answer (HR@10 ${transitions.toFixed(4)}). ` +
        'Check that the log has visits of real shoppers, not repeated or generated rows.',
    );
  }
  if (Array.from(differences).every((difference) => difference === 0))
    found.push('The comparison is trivial: the model ranks every answer where the transition table does.');
  return found;
}
