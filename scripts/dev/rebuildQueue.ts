/** An editor writes several files at once, and a file in several steps. */
const SETTLE_MS = 50;

/**
 * Collects changed files and calls `rebuild` with them, one call at a time. Files that change during a rebuild are in the
 * next call.
 */
export function rebuildQueue(rebuild: (files: readonly string[]) => Promise<void>): (file: string) => void {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  const run = async (): Promise<void> => {
    timer = undefined;
    if (running) return;
    running = true;
    while (changed.size > 0 && timer === undefined) {
      const files = [...changed];
      changed.clear();
      await rebuild(files);
    }
    running = false;
  };
  return (file) => {
    changed.add(file);
    clearTimeout(timer);
    timer = setTimeout(() => void run(), SETTLE_MS);
  };
}
