/** One figure of a benchmark, beside what is asked of it. */
export interface Row {
  readonly figure: string;
  readonly asked: string;
  readonly measured: string;
  /** null: not run here, or nothing is asked (then `asked` is empty). */
  readonly ok: boolean | null;
}

/** Prints rows as a table that reads well in a terminal and in Markdown. */
export function printTable(rows: readonly Row[]): void {
  const mark = ({ asked, ok }: Row) => (asked === '' ? '' : ok === null ? 'not run' : ok ? 'yes' : 'no');
  const cells = [
    ['figure', 'asked', 'measured', 'met'],
    ...rows.map((row) => [row.figure, row.asked, row.measured, mark(row)]),
  ];
  const widths = [0, 1, 2, 3].map((c) => Math.max(...cells.map((row) => row[c]!.length)));
  const line = (row: readonly string[]) => `| ${row.map((cell, c) => cell.padEnd(widths[c]!)).join(' | ')} |`;
  console.log(line(cells[0]!));
  console.log(`| ${widths.map((w) => '-'.repeat(w)).join(' | ')} |`);
  for (const row of cells.slice(1)) console.log(line(row));
}

/** The middle of some measurements. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
