import type { Action } from '../action.js';
import { isChoice } from '../choice.js';

/** If all actions are choices, or none is, they count the same. */
export function hasChoicesAmongOthers(histories: readonly { readonly actions: readonly Action[] }[]): boolean {
  return [true, false].every((chosen) =>
    histories.some(({ actions }) => actions.some((action) => isChoice(action) === chosen)),
  );
}
