/** Bytes in pieces of any size, as Node's streams give them. */
export type ByteSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Cuts a source into pieces of wanted sizes, and sees its end before it is asked to read past it. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;
  #piece: Uint8Array = Buffer.alloc(0);
  #ended = false;

  constructor(source: ByteSource) {
    this.#source =
      Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  }

  /** The next `size` bytes in a buffer of their own; fewer only at the end. */
  async read(size: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafeSlow(size);
    let length = 0;
    while (length < size && !(await this.atEnd())) {
      const part = this.#piece.subarray(0, size - length);
      bytes.set(part, length);
      length += part.length;
      this.#piece = this.#piece.subarray(part.length);
    }
    return bytes.subarray(0, length);
  }

  async atEnd(): Promise<boolean> {
    while (this.#piece.length === 0 && !this.#ended) {
      const { value, done } = await this.#source.next();
      if (done) this.#ended = true;
      else this.#piece = value;
    }
    return this.#piece.length === 0;
  }

  /** Lets the source free what it holds, also when not all was read. */
  async close(): Promise<void> {
    if (!this.#ended) await this.#source.return?.();
    this.#ended = true;
  }
}
