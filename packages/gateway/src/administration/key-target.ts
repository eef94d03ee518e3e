import { HoldfastError } from '@holdfast/errors';
import type { Dialect } from '../dialect/dialect.ts';
import type { ExchangeId } from '../dialect/exchange-id.ts';
import type { ExchangeKeyRow } from '../keys/row-fields.ts';

/** Where the requests of a key go by the configuration. */
export function targetOf(
  dialect: Pick<Dialect, 'hosts'>,
  upstream: { isRedirected(host: string): boolean },
): 'real' | 'redirected' {
  return dialect.hosts.some((host) => upstream.isRedirected(host)) ? 'redirected' : 'real';
}

/**
 * A key of the real exchange must not be asked about at a redirected host, nor the other way round: the question is signed.
 *
 * @throws HoldfastError KEY_TARGET_DIFFERS
 */
export function checkTarget(
  { name, target, exchange }: Pick<ExchangeKeyRow, 'name' | 'target'> & { readonly exchange: ExchangeId },
  here: 'real' | 'redirected',
): void {
  if (target === here) return;
  throw new HoldfastError(
    'KEY_TARGET_DIFFERS',
    `The exchange key "${name}" was added for a ${target} host, and by this configuration ${exchange} is ${here}. Nothing was sent.`,
    { key: name, target, configured: here },
  );
}
