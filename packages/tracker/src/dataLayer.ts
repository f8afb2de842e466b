/** What pages push into a data layer: objects, and the `arguments` of gtag. */
type Entry = unknown;

/**
 * Hears every entry of a data layer, those pushed before included, each once. What others put around `push`, before or
 * after, stays in place; nothing that goes wrong here reaches the page.
 *
 * @returns the way to stop
 */
export function watchDataLayer(name: string, onEntry: (entry: Entry) => void): () => void {
  const global = globalThis as unknown as Record<string, unknown>;
  const layer = (global[name] ??= []) as Entry[];
  // Something of the shop's own that has taken the name: left as it is.
  if (typeof layer.push !== 'function') return () => {};
  let stopped = false;
  const notify = (entry: Entry) => {
    try {
      if (!stopped) onEntry(entry);
    } catch {
      // A shop's entry that nobody foresaw, a getter that throws for instance.
    }
  };
  const push = layer.push;
  layer.push = function (...entries) {
    const length = push.apply(this, entries);
    entries.forEach(notify);
    return length;
  };
  if (Array.isArray(layer)) [...layer].forEach(notify);
  return () => (stopped = true);
}

/** A command of gtag: what `gtag('event', 'purchase', {…})` pushes. */
export function gtagCommand(entry: Entry): readonly unknown[] | undefined {
  const isArguments = Object.prototype.toString.call(entry) === '[object Arguments]';
  return isArguments || Array.isArray(entry) ? Array.from(entry as ArrayLike<unknown>) : undefined;
}

export const isRecord = (found: unknown): found is Record<string, unknown> =>
  typeof found === 'object' && found !== null && !Array.isArray(found);
