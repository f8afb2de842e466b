/** Iterators such as `map.keys()` can be read only once. What is no list, the instance answers with a reason. */
export function listed<T>(found: T | Iterable<T>): T | T[] {
  try {
    return typeof found === 'object' && found && Symbol.iterator in found ? [...found] : (found as T);
  } catch {
    return found as T;
  }
}
