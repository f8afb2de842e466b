/** Progress output: a bar on a terminal, plain lines elsewhere. */
export interface Progress {
  /** Updates the bar. @param share of the work done, 0 to 1 */
  update(label: string, share: number, suffix?: string): void;
  /** Prints a permanent line. */
  log(line: string): void;
  /** Removes the bar. */
  clear(): void;
}

const BAR_WIDTH = 24;
const REDRAW_INTERVAL_MS = 100;
/** Minimum interval of lines in a log file. */
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
    update(label, share, suffix = '') {
      const percent = `${Math.floor(100 * share)} %`.padStart(5);
      const interval = stream.isTTY ? REDRAW_INTERVAL_MS : LINE_INTERVAL_MS;
      if (now() - drawnAtMs < interval) return;
      drawnAtMs = now();
      if (!stream.isTTY) {
        stream.write(`${label} ${percent} ${suffix}\n`);
        return;
      }
      const filled = Math.round(BAR_WIDTH * Math.min(1, share));
      const line = `${label} ▕${'█'.repeat(filled)}${' '.repeat(BAR_WIDTH - filled)}▏${percent} ${suffix}`;
      stream.write(`\r\x1b[2K${line.slice(0, (stream.columns ?? 80) - 1)}`);
      drawn = true;
    },
  };
}

/** A rounded duration, such as `40 s` or `3 min`. */
export function formatDuration(ms: number): string {
  if (ms < 90_000) return `${Math.round(ms / 1000)} s`;
  const minutes = Math.round(ms / 60_000);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
