import type { KeyObject } from 'node:crypto';
import type { Argon2idParameters } from './argon2id.ts';

/** What a vault file says about where its key comes from; nothing in it is secret. */
export type ProviderParameters =
  | ({ readonly kind: 'passphrase' } & Argon2idParameters)
  /** The absolute path of the key file. */
  | { readonly kind: 'file'; readonly path: string }
  /** The entry of the operating system's keyring. */
  | { readonly kind: 'keyring'; readonly service: string; readonly account: string }
  | { readonly kind: 'environment'; readonly variable: string }
  /** The key as HashiCorp Vault's or OpenBao's Transit engine wrapped it. Where the store is, only the configuration says. */
  | {
      readonly kind: 'vault-transit';
      readonly mount: string;
      readonly key: string;
      readonly ciphertext: string;
    }
  /** The key as AWS KMS wrapped it; `key` is the ARN of the key that did. */
  | { readonly kind: 'aws-kms'; readonly key: string; readonly ciphertext: string };

export type ProviderKind = ProviderParameters['kind'];

/**
 * Where the key material of a vault comes from. Providers live behind `@holdfast/vault/providers`, so that the
 * gateway's process, which gets its KEK through a pipe, never loads them.
 */
export interface KekProvider {
  readonly kind: ProviderKind;
  /** Makes, or asks for, 256 bits of new key material. `kekId` tells apart what several vaults or rekeys make. */
  create(kekId: string): Promise<{ readonly parameters: ProviderParameters; readonly material: KeyObject }>;
  /** The material again. Whether it is the right one shows at the vault file's check value. */
  open(parameters: ProviderParameters, kekId: string): Promise<KeyObject>;
  /** The same material, wrapped anew by the store's newest key. Only stores that wrap have it. */
  rewrap?(
    parameters: ProviderParameters,
    kekId: string,
  ): Promise<{ readonly parameters: ProviderParameters; readonly material: KeyObject }>;
}
