/** Where progress goes: a bar that redraws itself on a terminal, plain lines elsewhere. */
export interface Progress {
  /** @param share of the work done, 0 to 1 */
  update(doing: string, share: number, more?: string): void;
  /** A line that stays. */
  log(line: string): void;
  /** Removes the bar. */
  clear(): void;
}

const BAR_WIDTH = 24;
const REDRAW_INTERVAL_MS = 100;
/** A log file gets a line at this interval at most. */
const LINE_INTERVAL_MS = 60_000;

export function openProgress(stream: NodeJS.WriteStream, now: () => number = Date.now): Progress {
  let drawnAtMs = now();
  let drawn = false;
  const clear = () => {
    if (drawn) stream.write('\r\x1b[2K');
    drawn = false;
  };
  return {
    clear,
    log(line) {
      clear();
      stream.write(`${line}\n`);
    },
    update(doing, share, more = '') {
      const percent = `${Math.floor(100 * share)} %`.padStart(5);
      const interval = stream.isTTY ? REDRAW_INTERVAL_MS : LINE_INTERVAL_MS;
      if (now() - drawnAtMs < interval) return;
      drawnAtMs = now();
      if (!stream.isTTY) {
        stream.write(`${doing} ${percent} ${more}\n`);
        return;
      }
      const filled = Math.round(BAR_WIDTH * Math.min(1, share));
      const line = `${doing} ▕${'█'.repeat(filled)}${' '.repeat(BAR_WIDTH - filled)}▏${percent} ${more}`;
      stream.write(`\r\x1b[2K${line.slice(0, (stream.columns ?? 80) - 1)}`);
      drawn = true;
    },
  };
}

/** `3 min`, `40 s`: as exact as an estimate deserves. */
export function formatDuration(ms: number): string {
  if (ms < 90_000) return `${Math.round(ms / 1000)} s`;
  const minutes = Math.round(ms / 60_000);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
