/** Iterators such as `map.keys()` can be read only once. The instance answers with a reason for anything else than a list. */
export function listed<T>(found: T | Iterable<T>): T | T[] {
  try {
    return typeof found === 'object' && found && Symbol.iterator in found ? [...found] : (found as T);
  } catch {
    return found as T;
  }
}
