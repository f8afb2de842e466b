const GAP = '  ';

/**
 * Text columns as wide as their widest cell.
 *
 * @param lines [rows][columns], the heading first
 * @param textColumns how many columns, from the left, are aligned left. The others are numbers
 */
export function alignedTable(lines: readonly (readonly string[])[], textColumns: number): string {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((cells) => cells[column]!.length)));
  const padded = (cell: string, column: number) =>
    column < textColumns ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!);
  return lines.map((cells) => cells.map(padded).join(GAP).trimEnd()).join('\n');
}
