/** Whole lines that belong together, and what is left at the end. */
export interface LineBlock {
  /** Ends in a newline, except for a last block whose end was cut off. */
  readonly bytes: Buffer;
  readonly last: boolean;
}

/**
 * Cuts a stream of bytes into blocks of whole lines, in memory for one chunk and one line.
 *
 * @param mostLineBytes a longer line ends the stream with a block without a newline
 */
export async function* lineBlocks(
  stream: AsyncIterable<Uint8Array | string>,
  mostLineBytes: number,
): AsyncGenerator<LineBlock> {
  let rest = Buffer.alloc(0);
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    const joined = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const end = joined.lastIndexOf(10) + 1;
    if (end > 0) yield { bytes: joined.subarray(0, end), last: false };
    rest = joined.subarray(end);
    if (rest.length > mostLineBytes) break;
  }
  yield { bytes: rest, last: true };
}
