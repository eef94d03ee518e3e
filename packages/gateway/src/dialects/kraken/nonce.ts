import { type NonceClocks, readTimeNonce, type TimeNonce, UNIX_CLOCKS } from '../../dialect/time-nonce.ts';

/** 1 January 1970 on the clock of .NET, which counts 100 nanoseconds from the year 1. */
const DOTNET_EPOCH = 621_355_968_000_000_000n;

/** The clocks that Kraken's clients take nonces from; seconds are none of them. */
const CLOCKS: NonceClocks = new Map([
  ...[...UNIX_CLOCKS].filter(([digits]) => digits !== 10),
  [18, (ticks) => (ticks - DOTNET_EPOCH) / 10_000n],
]);

/**
 * Reads a nonce, which must be the time: milliseconds, microseconds, nanoseconds, or .NET ticks.
 *
 * @throws Refusal malformed
 * @example
 * readNonce('1760000000123'); // { text: '1760000000123', time: 1760000000123 }
 */
export function readNonce(text: string | null): TimeNonce {
  return readTimeNonce(
    text,
    CLOCKS,
    'Through the gateway the nonce must be the time since 1970 in milli-, micro- or nanoseconds (13, 16 or 19 digits).',
  );
}
