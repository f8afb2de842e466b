const WIDTH = 30;
/** Eighths of a character, from none to seven. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** One line for each number, with a bar. The largest is thirty characters wide. Numbers above 0 have a visible bar. */
export function barPlot(values: Readonly<Record<string, number>>): string[] {
  const entries = Object.entries(values);
  const largest = Math.max(1, ...entries.map(([, value]) => value));
  const widest = Math.max(0, ...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => {
    const eighths = Math.max(value > 0 ? 1 : 0, Math.round((8 * WIDTH * value) / largest));
    const bar = '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
    return `${name.padEnd(widest)}  ${bar}${bar && ' '}${value.toLocaleString('en-US')}`;
  });
}
