import { malformed } from '../../refusal.ts';

/** 1 January 1970 on the clock of .NET, which counts 100 nanoseconds from the year 1. */
const DOTNET_EPOCH = 621_355_968_000_000_000n;

/** The clocks that Kraken's clients take nonces from: told apart by their digits from 2001 to 2286. */
const CLOCKS: ReadonlyMap<number, (nonce: bigint) => bigint> = new Map([
  [13, (milliseconds) => milliseconds],
  [16, (microseconds) => microseconds / 1_000n],
  [18, (ticks) => (ticks - DOTNET_EPOCH) / 10_000n],
  [19, (nanoseconds) => nanoseconds / 1_000_000n],
]);

/** Kraken reads a nonce as an unsigned 64-bit integer. */
const GREATEST = 2n ** 64n - 1n;

/** A nonce, as it was written, and the time that it was taken from the clock. */
export interface KrakenNonce {
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/**
 * Reads a nonce. Kraken lets it be any rising number, and nothing else in a request tells its age. A request that was
 * once intercepted could so be sent for ever after; therefore the gateway wants the nonce to be the time, as practically
 * all clients have it: milliseconds, microseconds, nanoseconds, or .NET ticks.
 *
 * @throws Refusal malformed
 * @example
 * readNonce('1760000000123'); // { text: '1760000000123', time: 1760000000123 }
 */
export function readNonce(text: string | null): KrakenNonce {
  if (text === null || !/^[1-9][0-9]{0,19}$/.test(text) || BigInt(text) > GREATEST)
    return malformed(
      'nonce',
      'The nonce must be a whole number of at most 64 bits, without sign or exponent.',
    );
  const time = CLOCKS.get(text.length)?.(BigInt(text));
  if (time === undefined || time < 0n)
    return malformed(
      'nonce without time',
      'Through the gateway the nonce must be the time since 1970 in milli-, micro- or nanoseconds (13, 16 or 19 digits).',
    );
  return { text, time: Number(time) };
}
