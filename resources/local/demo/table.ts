/** Rows of whole numbers under named columns, packed into one Int32Array that grows: 4 bytes a value. */
export class Table<Column extends string> {
  readonly #columns: readonly Column[];
  #values: Int32Array;
  #length = 0;

  constructor(columns: readonly Column[]) {
    this.#columns = columns;
    this.#values = new Int32Array(columns.length * 1024);
  }

  get length(): number {
    return this.#length;
  }

  push(row: Readonly<Record<Column, number>>): void {
    const from = this.#length * this.#columns.length;
    if (from === this.#values.length) {
      const grown = new Int32Array(this.#values.length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    for (const [index, column] of this.#columns.entries()) this.#values[from + index] = row[column];
    this.#length += 1;
  }

  /** The rows for which `column` lies in [from, to), in the order in which they were pushed. */
  *between(column: Column, from: number, to: number): Generator<Record<Column, number>> {
    const width = this.#columns.length;
    const offset = this.#columns.indexOf(column);
    for (let row = 0; row < this.#length; row += 1) {
      const value = this.#values[row * width + offset] ?? 0;
      if (value >= from && value < to) yield this.#row(row * width);
    }
  }

  #row(from: number): Record<Column, number> {
    const row = {} as Record<Column, number>;
    for (const [index, column] of this.#columns.entries()) row[column] = this.#values[from + index] ?? 0;
    return row;
  }
}
