import { type KeyObject, randomBytes } from 'node:crypto';
import { HoldfastError } from '@holdfast/errors';
import { KEY_BYTES, secretKey } from '../kek.ts';
import type { KekProvider } from '../kek-provider.ts';

/** What is used of `@napi-rs/keyring`; tests have a stand-in for it. */
export interface KeyringLibrary {
  readonly AsyncEntry: new (
    service: string,
    account: string,
    options: { linux: { store: 'secret-service' } },
  ) => KeyringEntry;
}

export interface KeyringEntry {
  getSecret(): Promise<number[] | null>;
  setSecret(secret: Uint8Array): Promise<void>;
}

/**
 * The key is in the operating system's keyring: Secret Service (GNOME Keyring, KWallet) on Linux, Keychain on macOS.
 * It is as safe as the user's session: every program of the user can ask an unlocked keyring.
 *
 * Each KEK has an entry of its own, named after its id, and old ones are left there, because old backups need them.
 *
 * @example
 * osKeyringProvider({ service: 'holdfast' });
 */
export function osKeyringProvider(options: {
  readonly service: string;
  readonly load?: () => Promise<KeyringLibrary>;
}): KekProvider {
  const { service, load = loadNative } = options;
  return {
    kind: 'keyring',
    async create(kekId) {
      const account = `kek-${kekId}`;
      const bytes = randomBytes(KEY_BYTES);
      try {
        const entry = await asUnavailable(() => openEntry(load, service, account));
        if ((await read(entry)) !== null) throw unavailable('it has an entry of that name already');
        await asUnavailable(() => entry.setSecret(bytes));
        // A keyring that only seems to keep things would lose every key of the vault.
        const kept = await read(entry);
        const written = secretKey(bytes);
        if (kept === null || !kept.equals(written)) throw unavailable('it did not keep what was stored');
        return { parameters: { kind: 'keyring', service, account }, material: written };
      } finally {
        bytes.fill(0);
      }
    },
    async open(parameters) {
      if (parameters.kind !== 'keyring') {
        throw new HoldfastError('VAULT_PROVIDER_OTHER', 'This vault is not opened by the keyring.');
      }
      const entry = await asUnavailable(() => openEntry(load, parameters.service, parameters.account));
      const material = await read(entry);
      if (material === null)
        throw unavailable(`it has no entry ${parameters.service} / ${parameters.account}`);
      return material;
    },
  };
}

/** The binding hands the secret over as an array of numbers, which is zeroed like a buffer. */
async function read(entry: KeyringEntry): Promise<KeyObject | null> {
  const numbers = await asUnavailable(() => entry.getSecret());
  if (numbers === null) return null;
  const bytes = Buffer.from(numbers);
  numbers.fill(0);
  try {
    if (bytes.length !== KEY_BYTES) throw unavailable('its entry is no key of a vault');
    return secretKey(bytes);
  } finally {
    bytes.fill(0);
  }
}

/** Loaded only when it is used: it is native code. */
async function loadNative(): Promise<KeyringLibrary> {
  return import('@napi-rs/keyring');
}

/**
 * The Secret Service is required by name, because the library would otherwise fall back to the kernel's keyring,
 * which a restart empties.
 */
async function openEntry(
  load: () => Promise<KeyringLibrary>,
  service: string,
  account: string,
): Promise<KeyringEntry> {
  const { AsyncEntry } = await load();
  return new AsyncEntry(service, account, { linux: { store: 'secret-service' } });
}

async function asUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw unavailable(cause instanceof Error ? cause.message : String(cause));
  }
}

function unavailable(why: string): HoldfastError {
  return new HoldfastError(
    'KEYRING_UNAVAILABLE',
    `The keyring can't be used: ${why}. Unlock it in this session, or use another provider.`,
  );
}
