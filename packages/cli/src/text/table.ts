/** A column of a table. */
export interface TableColumn {
  readonly title: string;
  readonly isNumber?: boolean;
}

/**
 * Rows under titles, columns as wide as they need to be; the last one is not filled up. Two blanks stand
 * before each line and between columns.
 *
 * @param paint - given a title line or a cell after it was made as wide as its column
 */
export function table(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  paint: (cell: string, row: number, column: number) => string = (cell) => cell,
): string {
  const titles = columns.map(({ title }) => title);
  const widths = columns.map((_, i) =>
    Math.max(...[titles, ...rows].map((cells) => (cells[i] ?? '').length)),
  );
  return [titles, ...rows]
    .map((cells, row) => {
      const padded = columns.map(({ isNumber = false }, i) => {
        const [cell, width] = [cells[i] ?? '', widths[i] as number];
        const isLast = i === columns.length - 1;
        return isNumber ? cell.padStart(width) : isLast ? cell : cell.padEnd(width);
      });
      return `  ${padded.map((cell, i) => paint(cell, row - 1, i)).join('  ')}`.trimEnd();
    })
    .map((line) => `${line}\n`)
    .join('');
}
