import { describe, toAisleError } from '@aisle/core';
import { idOf, isId } from './readItems.js';

/**
 * Reads an argument or option of a row that names items: ids, objects with an `item_id`, or one of them alone. A text is
 * one id, although JavaScript can iterate it. Entries without an id are skipped with a warning.
 *
 * @param caller the method of the instance, for the warning
 * @returns undefined if the option is absent
 * @throws Error that says why it cannot be read
 */
export function readIds(caller: string, option: string, found: unknown): string[] | undefined {
  // `condition && ids` is false without the condition.
  if (found === undefined || found === null || found === false || found === '') return undefined;
  try {
    const ids = (isId(idOf(found)) ? [found] : [...(found as Iterable<unknown>)]).map(idOf);
    const skipped = ids.findIndex((id) => !isId(id));
    if (skipped >= 0)
      console.warn(
        `[aisle] ${caller}: skipped ${option}[${skipped}], which must be an id; found ${describe(ids[skipped])}.`,
      );
    return ids.filter(isId).map(String);
  } catch (cause) {
    throw new Error(`${option} must be a list of ids: ${toAisleError(cause).message}`);
  }
}
