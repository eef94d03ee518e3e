import { readTimeNonce, type TimeNonce, UNIX_CLOCKS } from '../../dialect/time-nonce.ts';

/**
 * Reads a nonce, which must be the time: seconds, milliseconds, microseconds or nanoseconds since 1970, or seconds with a
 * fraction, as the documentation's example in Python has it.
 *
 * @throws Refusal malformed
 * @example
 * readNonce('1760000000.25'); // { text: '1760000000.25', time: 1760000000250 }
 */
export function readNonce(text: string | null): TimeNonce {
  const fraction = /^([1-9][0-9]{9})\.([0-9]{1,9})$/.exec(text ?? '');
  if (text !== null && fraction !== null)
    return { text, time: Number(`${fraction[1]}${fraction[2].padEnd(3, '0').slice(0, 3)}`) };
  return readTimeNonce(
    text,
    UNIX_CLOCKS,
    'Through the gateway the nonce must be the time since 1970 in seconds, milli-, micro- or nanoseconds (10, 13, 16 or 19 digits).',
  );
}
