import { describe, toAisleError } from '@aisle/core';
import { idOf, isId } from './readItems.js';

/**
 * Reads an option of `predict` that names items: ids, objects with an `item_id`, or one of them alone. A text is one id,
 * although JavaScript can iterate it. Entries without an id are skipped with a warning. Never throws.
 *
 * @returns the ids, undefined if the option is absent, or why it cannot be read
 */
export function readIds(option: string, found: unknown): { readonly ids?: string[]; readonly problem?: string } {
  // `condition && ids` is false without the condition.
  if (found === undefined || found === null || found === false || found === '') return {};
  try {
    const ids = (isId(idOf(found)) ? [found] : [...(found as Iterable<unknown>)]).map(idOf);
    const skipped = ids.findIndex((id) => !isId(id));
    if (skipped >= 0)
      console.warn(
        `[aisle] predict: skipped ${option}[${skipped}], which must be an id; found ${describe(ids[skipped])}.`,
      );
    return { ids: ids.filter(isId).map(String) };
  } catch (cause) {
    return { problem: `${option} must be a list of ids: ${toAisleError(cause).message}` };
  }
}
