import { filterList, isList, mapList } from '@aisle/core';

/** An entry of a data layer: an object, or the `arguments` of gtag. */
type Entry = unknown;

/** The longest time until an entry is noticed that did not come through the watched `push`. */
const CHECK_MS = 200;
/** Entries of a layer that are read when the watch begins. Google Tag Manager keeps 300. */
const MAX_ENTRIES = 1_000;

interface EntryOrigin {
  /** The array that contains the entry. Pages replace it: `dataLayer = []`. */
  readonly layer: object;
  /** Whether the entry was found in the layer, instead of pushed during the watch. */
  readonly isFound: boolean;
}

/**
 * Calls `onEntry` for every entry of a data layer, including earlier entries, and entries of an array that replaces the
 * layer later. Wrappers that other scripts put around `push` stay in place. Errors do not reach the page.
 *
 * @returns a function that stops the calls
 */
export function watchDataLayer(name: string, onEntry: (entry: Entry, origin: EntryOrigin) => void): () => void {
  const global = globalThis as unknown as Record<string, unknown>;
  global[name] ??= [];
  const seen = new WeakSet<object>();
  const watched = new WeakSet<object>();
  let stopped = false;
  const notify = (entry: Entry, origin: EntryOrigin) => {
    try {
      if (typeof entry === 'object' && entry !== null) seen.add(entry);
      if (!stopped) onEntry(entry, origin);
    } catch {
      // An unexpected entry, for example with a getter that throws.
    }
  };
  const watchPush = (layer: Entry[]) => {
    const { push } = layer;
    // Otherwise, the shop uses the name for something else.
    if (typeof push !== 'function' || watched.has(layer)) return;
    watched.add(layer);
    layer.push = function (...entries) {
      const repeated = filterList(entries, (entry) => seen.has(entry as object));
      const length = push.apply(this, entries);
      // What the layer contains, in its order: an earlier wrapper may push copies, drop entries or push others first.
      if (isList(layer)) notifyNew(layer, false);
      mapList(isList(layer) ? repeated : entries, (entry) => notify(entry, { layer, isFound: false }));
      return length;
    };
  };
  const notifyNew = (layer: readonly Entry[], isFound: boolean) => {
    for (const entry of layer.slice(-MAX_ENTRIES))
      if (typeof entry === 'object' && entry !== null && !seen.has(entry)) notify(entry, { layer, isFound });
  };
  const check = () => {
    try {
      const layer = global[name] as Entry[] | null | undefined;
      if (isList(layer)) notifyNew(layer, true);
      if (layer) watchPush(layer);
    } catch {
      // A frozen layer, or a getter that throws.
    }
  };
  check();
  const timer = setInterval(check, CHECK_MS);
  // Before the page's events are saved.
  const options = { capture: true } as const;
  globalThis.addEventListener?.('pagehide', check, options);
  return () => {
    stopped = true;
    clearInterval(timer);
    globalThis.removeEventListener?.('pagehide', check, options);
  };
}

/**
 * The arguments of a gtag command, such as `gtag('event', 'purchase', {…})`. Undefined for other entries, also for
 * arrays, which Google does not read as commands either.
 */
export function gtagCommand(entry: Entry): readonly unknown[] | undefined {
  if (Object.prototype.toString.call(entry) !== '[object Arguments]') return undefined;
  // Not all of them: an entry can claim any length.
  const { 0: command, 1: name, 2: parameters } = entry as ArrayLike<unknown>;
  return [command, name, parameters];
}
