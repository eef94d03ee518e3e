import { malformed } from '../refusal.ts';

/** A nonce, as it was written, and the time that it was taken from the clock. */
export interface TimeNonce {
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** How a clock's reading becomes milliseconds since 1970, by the number of its digits. */
export type NonceClocks = ReadonlyMap<number, (nonce: bigint) => bigint>;

/** Clocks that count from 1970, told apart by their digits from 2001 to 2286. */
export const UNIX_CLOCKS: NonceClocks = new Map([
  [10, (seconds) => seconds * 1_000n],
  [13, (milliseconds) => milliseconds],
  [16, (microseconds) => microseconds / 1_000n],
  [19, (nanoseconds) => nanoseconds / 1_000_000n],
]);

/** Exchanges read a nonce as an unsigned 64-bit integer. */
const GREATEST = 2n ** 64n - 1n;

/**
 * Reads a nonce where nothing else in a request tells its age. An exchange lets it be any rising number, so that a request
 * that was once intercepted could be sent for ever after; therefore the gateway wants the nonce to be the time, as
 * practically all clients have it.
 *
 * @param clocks those that the exchange's clients take it from
 * @param sentence what to say when it is from none of them
 * @throws Refusal malformed
 * @example
 * readTimeNonce('1760000000123', UNIX_CLOCKS, '…'); // { text: '1760000000123', time: 1760000000123 }
 */
export function readTimeNonce(text: string | null, clocks: NonceClocks, sentence: string): TimeNonce {
  if (text === null || !/^[1-9][0-9]{0,19}$/.test(text) || BigInt(text) > GREATEST)
    return malformed(
      'nonce',
      'The nonce must be a whole number of at most 64 bits, without sign or exponent.',
    );
  const time = clocks.get(text.length)?.(BigInt(text));
  if (time === undefined || time < 0n) return malformed('nonce without time', sentence);
  return { text, time: Number(time) };
}
