/** What was measured, printed at the end as one table; progress goes to the error output meanwhile. */
export type Table = {
  section(title: string): void;
  row(name: string, value: string, remark?: string): void;
  progress(line: string): void;
  print(): void;
};

/** @returns an empty table */
export function openTable(): Table {
  const began = performance.now();
  const lines: (string | [string, string, string])[] = [];
  return {
    section: (title) => void lines.push(title),
    row: (name, value, remark = '') => void lines.push([name, value, remark]),
    progress(line) {
      console.error(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}`);
    },
    print() {
      const rows = lines.filter((line) => typeof line !== 'string');
      const width = (column: 0 | 1): number => Math.max(...rows.map((row) => row[column].length));
      for (const line of lines) {
        if (typeof line === 'string') console.log(`\n${line}`);
        else console.log(`  ${line[0].padEnd(width(0))}  ${line[1].padStart(width(1))}  ${line[2]}`.trimEnd());
      }
    },
  };
}

/** The middle one; of an even number the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}
