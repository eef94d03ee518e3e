import { argon2, type KeyObject, randomBytes } from 'node:crypto';
import { HoldfastError } from '@holdfast/errors';
import { KEY_BYTES, secretKey } from './kek.ts';

/** Public parameters of Argon2id (RFC 9106), kept beside what the passphrase opens. */
export interface Argon2idParameters {
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
  /** The salt: 32 to 128 hex digits. */
  readonly nonce: string;
}

/** RFC 9106's second recommended choice with twice its memory: a third of a second on two cores of 2024. */
export const ARGON2ID_DEFAULT = { memoryKib: 128 * 1024, passes: 3, parallelism: 4 } as const;

/**
 * What stored parameters may be. Above, a file that someone else wrote could use up the machine's memory; below, a
 * vault would be easy to guess.
 */
const LIMITS = {
  memoryKib: [19 * 1024, 1024 * 1024],
  passes: [1, 16],
  parallelism: [1, 16],
} as const;

const MAX_PASSPHRASE_BYTES = 1024;
const SHORTEST_NEW_PASSPHRASE = 12;

/** Parameters for a new passphrase, with a random nonce. */
export function newArgon2idParameters(
  cost: Omit<Argon2idParameters, 'nonce'> = ARGON2ID_DEFAULT,
): Argon2idParameters {
  return { ...cost, nonce: randomBytes(16).toString('hex') };
}

/** Whether stored parameters are within the limits. */
export function areArgon2idParameters(value: Argon2idParameters): boolean {
  const costs = Object.entries(LIMITS).every(([name, [low, high]]) => {
    const cost = value[name as keyof typeof LIMITS];
    return Number.isInteger(cost) && cost >= low && cost <= high;
  });
  return costs && typeof value.nonce === 'string' && /^(?:[0-9a-f]{2}){16,64}$/.test(value.nonce);
}

/**
 * Stretches a passphrase to a 256-bit key, off the main thread. Zeroes the passphrase, also when it throws.
 *
 * @throws HoldfastError PASSPHRASE_INVALID for an empty passphrase or one of more than 1,024 bytes,
 *   VAULT_FILE_INVALID for parameters outside the limits
 */
export async function stretchPassphrase(
  passphrase: Buffer,
  parameters: Argon2idParameters,
): Promise<KeyObject> {
  try {
    if (passphrase.length === 0 || passphrase.length > MAX_PASSPHRASE_BYTES) {
      throw new HoldfastError('PASSPHRASE_INVALID', 'A passphrase has 1 to 1,024 bytes.');
    }
    if (!areArgon2idParameters(parameters)) {
      throw new HoldfastError(
        'VAULT_FILE_INVALID',
        'The stored Argon2id parameters are outside what Holdfast accepts. The file was changed; restore it.',
      );
    }
    return secretKey(await argon2id(passphrase, parameters));
  } finally {
    passphrase.fill(0);
  }
}

/**
 * Refuses a new passphrase that is too short to withstand guessing.
 *
 * @throws HoldfastError PASSPHRASE_INVALID
 */
export function checkNewPassphrase(passphrase: Buffer): void {
  if (passphrase.length >= SHORTEST_NEW_PASSPHRASE) return;
  throw new HoldfastError(
    'PASSPHRASE_INVALID',
    `A new passphrase needs at least ${SHORTEST_NEW_PASSPHRASE} bytes. Five random words are easy to keep in mind.`,
  );
}

function argon2id(
  passphrase: Buffer,
  { memoryKib, passes, parallelism, nonce }: Argon2idParameters,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2(
      'argon2id',
      {
        message: passphrase,
        nonce: Buffer.from(nonce, 'hex'),
        parallelism,
        tagLength: KEY_BYTES,
        memory: memoryKib,
        passes,
      },
      (error, key) => (error ? reject(error) : resolve(key)),
    );
  });
}
