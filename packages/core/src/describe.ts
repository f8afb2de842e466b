import { isList } from './plain.js';

/** A value from outside, for an error message. Texts have quotes, so that "5" differs from 5. */
export function describe(found: unknown): string {
  if (found === undefined) return 'nothing';
  if (typeof found === 'function') return 'a function';
  if (typeof found === 'string') return found.length > 40 ? `a text of ${found.length} characters` : `"${found}"`;
  if (typeof found === 'object')
    return found === null ? 'null' : isList(found) ? `a list of ${found.length}` : 'an object';
  return String(found);
}
