import { HoldfastError, isHoldfastError } from '@holdfast/errors';

/*
 * What goes wrong with a key store. Nothing that a store says is ever repeated in a message: an answer, or a proxy on the
 * way, may quote the token or the secret that it was sent. Messages have our own words, the store's address and its status.
 */

/** It may work later: nobody answers, it is sealed, overloaded or asks to come back. @param store its address */
export function unreachable(
  store: string,
  why: string,
  facts: { readonly status?: number } = {},
): HoldfastError {
  return new HoldfastError('KEY_STORE_UNREACHABLE', `The key store ${store} ${why}.`, { store, ...facts });
}

/** It said no, and will say it again. */
export function refused(store: string, why: string, facts: { readonly status?: number } = {}): HoldfastError {
  return new HoldfastError('KEY_STORE_REFUSED', `The key store ${store} ${why}.`, { store, ...facts });
}

/** Who answers can't prove to be the store. */
export function untrusted(store: string, code: string): HoldfastError {
  return new HoldfastError(
    'KEY_STORE_UNTRUSTED',
    `What answers at ${store} can’t prove to be the key store (${code}), so nothing was sent to it. Check its certificate, and the ca in the configuration.`,
    { store, reason: code },
  );
}

/** It answered something that its documentation does not have. */
export function notUnderstood(store: string, why: string): HoldfastError {
  return new HoldfastError(
    'KEY_STORE_ANSWER_INVALID',
    `The key store ${store} ${why}, so its answer is not used. Check that the address is the store’s own.`,
    { store },
  );
}

/** There is nothing to prove to the store who we are. */
export function badCredentials(why: string): HoldfastError {
  return new HoldfastError(
    'KEY_STORE_CREDENTIALS',
    `The credentials for the key store can’t be used: ${why}.`,
  );
}

/** The store does not open what the vault file has. */
export function wrapRefused(store: string, why: string): HoldfastError {
  return new HoldfastError(
    'KEK_WRAP_REFUSED',
    `The key store ${store} does not open this vault’s wrapped key: ${why}.`,
    { store },
  );
}

/** Whether trying again later makes sense. */
export function isUnreachable(error: unknown): error is HoldfastError {
  return isHoldfastError(error) && error.code === 'KEY_STORE_UNREACHABLE';
}
