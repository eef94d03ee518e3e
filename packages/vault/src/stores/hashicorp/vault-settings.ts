import { HoldfastError } from '@holdfast/errors';

/** How a HashiCorp Vault or an OpenBao is reached, as `stores.vault` of the configuration says it. */
export interface VaultSettings {
  /** https, or http on this machine. */
  readonly address: string;
  readonly namespace: string | null;
  /** Certificates to trust instead of the system's, PEM. */
  readonly ca: string | null;
  readonly timeoutMs: number;
  readonly login: VaultLogin;
  readonly environment: Record<string, string | undefined>;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

/** How we prove who we are. Paths are absolute. */
export type VaultLogin =
  /** A token that somebody else made, from a file or, without one, the variable VAULT_TOKEN. */
  | { readonly method: 'token'; readonly file: string | null }
  | {
      readonly method: 'approle';
      readonly mount: string;
      readonly roleId: string;
      readonly secretIdFile: string;
    }
  /** A pod's service account. */
  | {
      readonly method: 'kubernetes';
      readonly mount: string;
      readonly role: string;
      readonly tokenFile: string;
    };

/** A mount, a key's name or a path in a store: nothing that a URL would read as something else. */
export function isStorePath(text: string): boolean {
  return (
    text.length <= 512 &&
    /^[A-Za-z0-9_.~-]+(\/[A-Za-z0-9_.~-]+)*$/.test(text) &&
    !text.split('/').some((part) => part === '.' || part === '..')
  );
}

/** @throws HoldfastError CONFIG_INVALID */
export function checkStorePath(text: string, key: string): string {
  if (isStorePath(text)) return text;
  throw new HoldfastError(
    'CONFIG_INVALID',
    `${key} must be names of letters, digits and . _ ~ -, with / between them.`,
    { key },
  );
}
