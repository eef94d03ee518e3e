import { HoldfastError } from '@holdfast/errors';
import {
  type Argon2idParameters,
  checkNewPassphrase,
  newArgon2idParameters,
  stretchPassphrase,
} from '../argon2id.ts';
import type { KekProvider } from '../kek-provider.ts';

/**
 * The key comes from a passphrase that a person keeps in mind, stretched by Argon2id.
 *
 * @param options.ask gives the passphrase; the buffer is zeroed here. For a `new` one it should ask twice
 * @param options.cost of a new passphrase; the stored one decides when the vault is opened
 *
 * @example
 * passphraseProvider({ ask: (occasion) => (occasion === 'new' ? promptNewPassphrase(tty) : promptHidden(tty)) });
 */
export function passphraseProvider(options: {
  readonly ask: (occasion: 'new' | 'open') => Promise<Buffer>;
  readonly cost?: Omit<Argon2idParameters, 'nonce'>;
}): KekProvider {
  return {
    kind: 'passphrase',
    async create() {
      const parameters = newArgon2idParameters(options.cost);
      const passphrase = await options.ask('new');
      try {
        checkNewPassphrase(passphrase);
        const material = await stretchPassphrase(passphrase, parameters);
        return { parameters: { kind: 'passphrase', ...parameters }, material };
      } finally {
        passphrase.fill(0);
      }
    },
    async open(parameters) {
      if (parameters.kind !== 'passphrase') {
        throw new HoldfastError('VAULT_PROVIDER_OTHER', 'This vault is not opened by a passphrase.');
      }
      return stretchPassphrase(await options.ask('open'), parameters);
    },
  };
}
