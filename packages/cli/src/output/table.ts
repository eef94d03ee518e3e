import { stripVTControlCharacters } from 'node:util';

/** Columns as wide as their widest cell, two spaces apart; the ones named in `right` end at the same column. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, width(cell));
    });
  }
  return rows
    .map((row) =>
      row
        .map((cell, i) => {
          const padding = ' '.repeat(widths[i] - width(cell));
          return right.includes(i) ? padding + cell : cell + padding;
        })
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

function width(cell: string): number {
  return [...stripVTControlCharacters(cell)].length;
}
