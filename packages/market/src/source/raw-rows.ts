import { HoldfastError } from '@holdfast/errors';
import type { ValueRole } from './columns.ts';
import { RejectionList } from './rejections.ts';

/** A year of minutes for 38 assets; what is larger is no daily history. Bounds memory at about 1.5 GB. */
const MAX_ROWS = 20_000_000;
const MAX_ASSET_ID = 200;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * Rows of a source as they come, in growing columns, each row with its line; and the rows that could not be read.
 * NaN is a missing value.
 */
export class RawRows {
  readonly roles: readonly ValueRole[];
  readonly ids: string[] = [];
  readonly unparsable = new RejectionList();
  readonly price = new RejectionList();
  rowsRead = 0;
  count = 0;
  asset = new Int32Array(1024);
  day = new Int32Array(1024);
  line = new Float64Array(1024);
  /** One array a role, in the order of `roles`. */
  readonly values: Float64Array[];
  readonly #numberOf = new Map<string, number>();

  constructor(roles: readonly ValueRole[]) {
    this.roles = roles;
    this.values = roles.map(() => new Float64Array(1024));
  }

  /** Counts a row that could not be read. */
  reject(line: number, why: string): void {
    this.rowsRead++;
    this.unparsable.add(line, why);
  }

  /**
   * Adds a row. `numbers` has one entry a role and may be reused by the caller: NaN is missing, values that are not
   * a positive finite number are judged here.
   *
   * @throws HoldfastError IMPORT_TOO_LARGE
   */
  add(line: number, asset: number, day: number, numbers: Float64Array): void {
    const close = numbers[0];
    for (let i = 1; i < numbers.length; i++) {
      if (numbers[i] === Number.POSITIVE_INFINITY) {
        this.reject(line, `${this.roles[i]} is infinite`);
        return;
      }
    }
    this.rowsRead++;
    if (!(close > 0 && close < Number.POSITIVE_INFINITY)) {
      this.price.add(line, Number.isNaN(close) ? 'the price is missing' : `the price is ${close}`);
      return;
    }
    if (this.count === this.day.length) this.#grow();
    const at = this.count++;
    this.asset[at] = asset;
    this.day[at] = day;
    this.line[at] = line;
    for (let i = 0; i < numbers.length; i++) this.values[i][at] = numbers[i] > 0 ? numbers[i] : Number.NaN;
  }

  /**
   * The number of an asset, from its id as `key`, which `decode` turns into text when the asset is new; or why the
   * id is none. Keys that decode to the same text are one asset.
   */
  assetNumber(key: string, decode: (key: string) => string | undefined): number | string {
    const known = this.#numberOf.get(key);
    if (known !== undefined) return known;
    const id = decode(key);
    if (id === undefined) return 'the asset id is not valid UTF-8';
    if (id === '') return 'the asset id is empty';
    if (id.length > MAX_ASSET_ID) return `the asset id is longer than ${MAX_ASSET_ID} characters`;
    if (CONTROL.test(id)) return 'the asset id holds a control character';
    const number = this.ids.length;
    this.ids.push(id);
    // A copy: a key cut from a large text would keep all of it in memory.
    this.#numberOf.set(JSON.parse(JSON.stringify(key)) as string, number);
    return number;
  }

  #grow(): void {
    const size = this.day.length * 2;
    if (this.day.length >= MAX_ROWS) {
      throw new HoldfastError(
        'IMPORT_TOO_LARGE',
        `The file has more than ${MAX_ROWS} rows. Holdfast reads daily history; aggregate the file to one row an asset and day.`,
        { rows: MAX_ROWS },
      );
    }
    this.asset = grown(this.asset, new Int32Array(size));
    this.day = grown(this.day, new Int32Array(size));
    this.line = grown(this.line, new Float64Array(size));
    for (let i = 0; i < this.values.length; i++) {
      this.values[i] = grown(this.values[i], new Float64Array(size));
    }
  }
}

function grown<A extends Int32Array | Float64Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
