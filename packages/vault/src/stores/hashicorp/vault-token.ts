/** A token of Vault with what is known of its time. Requests carry it in a header, so it is a string. */
export interface VaultToken {
  readonly value: string;
  /** Milliseconds since 1970; null for one that does not end. */
  readonly expiresAt: number | null;
  /** From when on it is to be renewed; null for one that does not end. */
  readonly renewAt: number | null;
  readonly renewable: boolean;
  /** We logged in for it, so we revoke it when we are done. */
  readonly own: boolean;
}

const RENEW_AT = 2 / 3;

/**
 * A token from what Vault says of its time.
 *
 * @param seconds that it lives from now on; 0 for ever
 */
export function tokenOf(
  value: string,
  {
    seconds,
    renewable,
    own,
  }: { readonly seconds: number; readonly renewable: boolean; readonly own: boolean },
  now: number,
): VaultToken {
  if (seconds === 0) return { value, expiresAt: null, renewAt: null, renewable: false, own };
  const lives = seconds * 1000;
  return { value, expiresAt: now + lives, renewAt: now + Math.floor(lives * RENEW_AT), renewable, own };
}

/** What is to be done with a token at a time. */
export function dueFor(
  { expiresAt, renewAt, renewable }: VaultToken,
  now: number,
): 'use' | 'renew' | 'replace' {
  if (expiresAt === null || renewAt === null || now < renewAt) return 'use';
  if (now >= expiresAt) return 'replace';
  return renewable ? 'renew' : 'replace';
}
