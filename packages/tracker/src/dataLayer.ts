import { isList, mapList } from '@aisle/core';

/** An entry of a data layer: an object, or the `arguments` of gtag. */
type Entry = unknown;

/**
 * Calls `onEntry` once for every entry of a data layer, including earlier entries. Wrappers that other scripts put
 * around `push` stay in place. Errors do not reach the page.
 *
 * @returns a function that stops the calls
 */
export function watchDataLayer(name: string, onEntry: (entry: Entry) => void): () => void {
  const global = globalThis as unknown as Record<string, unknown>;
  const layer = (global[name] ??= []) as Entry[];
  // The shop uses the name for something else.
  if (typeof layer.push !== 'function') return () => {};
  let stopped = false;
  const notify = (entry: Entry) => {
    try {
      if (!stopped) onEntry(entry);
    } catch {
      // An unexpected entry, for example with a getter that throws.
    }
  };
  const push = layer.push;
  layer.push = function (...entries) {
    const length = push.apply(this, entries);
    mapList(entries, notify);
    return length;
  };
  if (isList(layer)) mapList(layer, notify);
  return () => (stopped = true);
}

/** The arguments of a gtag command, such as `gtag('event', 'purchase', {…})`. Undefined for other entries. */
export function gtagCommand(entry: Entry): readonly unknown[] | undefined {
  const isArguments = Object.prototype.toString.call(entry) === '[object Arguments]';
  return isArguments || isList(entry) ? mapList(entry as ArrayLike<unknown>, (argument) => argument) : undefined;
}

export const isRecord = (found: unknown): found is Record<string, unknown> =>
  typeof found === 'object' && found !== null && !Array.isArray(found);
