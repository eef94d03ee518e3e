import { HoldfastError } from '@holdfast/errors';
import type { Answer, GatewayConfig } from '@holdfast/gateway';
import { urlOf } from './client-url.ts';
import { spanMs } from './span.ts';

/** What commands take that make a virtual key, to hand it over by a code. */
export interface WrapOptions {
  readonly wrap?: true;
  readonly for?: string;
}

const DEFAULT_MS = 10 * 60_000;
const MOST_MS = 86_400_000;

/**
 * How long a hand-over waits, in milliseconds; null: the secret is shown instead.
 *
 * @throws HoldfastError COMMAND_INVALID
 */
export function wrapMsOf(options: WrapOptions): number | null {
  const { wrap, for: span } = options;
  if (!wrap) {
    if (span === undefined) return null;
    throw new HoldfastError('COMMAND_INVALID', '--for says how long a code is good. It goes with --wrap.');
  }
  const ms = span === undefined ? DEFAULT_MS : spanMs('--for', span);
  if (ms <= MOST_MS) return ms;
  throw new HoldfastError('COMMAND_INVALID', 'A code is good for a day at most: --for 1d.', {
    value: span ?? '',
  });
}

/** What is told of a key that is handed over: who has the code gets the secret. */
interface WrappedParts {
  readonly exchange: unknown;
  readonly apiKey: unknown;
  readonly url: string;
  readonly code: string;
  readonly codeExpires: unknown;
}

/** The one place where a code becomes text: it is shown to the operator, once. */
export function wrappedOf(
  config: Pick<GatewayConfig, 'tls' | 'listen'>,
  { exchange, apiKey, codeExpires }: Answer['result'],
  secrets: Answer['secrets'],
): WrappedParts {
  return {
    exchange,
    apiKey,
    url: urlOf(config, exchange),
    code: secrets.get('code')?.toString('utf8') ?? '',
    codeExpires,
  };
}

/** The same, to be read. */
export function wrappedText(what: string, { exchange, code, codeExpires }: WrappedParts): string {
  return `${what} of ${exchange}. Who runs this first gets its secret, once, until ${codeExpires}:\n\n  holdfast vkey unwrap\n\nCode  ${code}\n\nIf it says that the code was used before, revoke the key.`;
}
