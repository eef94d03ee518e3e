/** How many line numbers of rejected rows a report names. */
const FIRST_LINES = 20;

/** Rows that were turned away for one reason. */
export interface Rejected {
  readonly rows: number;
  /** The first of them, by line (row of a Parquet file), ascending. */
  readonly first: readonly { readonly line: number; readonly why: string }[];
}

/** What happened to the rows of a source; `read` = `accepted` + `identical` + all rejected ones. */
export interface RowCounts {
  readonly read: number;
  readonly accepted: number;
  /** Copies of an accepted row that are identical in every imported column; they count once. */
  readonly identical: number;
  readonly unparsable: Rejected;
  /** Prices ≤ 0, missing or infinite. */
  readonly price: Rejected;
  /** Rows of an asset and date that differ from one another. */
  readonly conflicting: Rejected;
}

/** Collects rejected rows in the order of their lines. */
export class RejectionList {
  #rows = 0;
  readonly #first: { line: number; why: string }[] = [];

  add(line: number, why: string): void {
    this.#rows++;
    if (this.#first.length < FIRST_LINES) this.#first.push({ line, why });
  }

  get result(): Rejected {
    return { rows: this.#rows, first: this.#first };
  }
}
