import { hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';
import { HoldfastError } from '@holdfast/errors';
import {
  type Argon2idParameters,
  areArgon2idParameters,
  newArgon2idParameters,
  stretchPassphrase,
} from '../argon2id.ts';
import { KEY_BYTES, secretKey } from '../kek.ts';

/*
 * Header of a backup: `48 46 42 01`; Argon2id memory in KiB (4 bytes, big-endian), passes (1), parallelism (1), salt
 * (32); 16 bytes that tell a wrong passphrase from a right one.
 */

const MAGIC = Buffer.from('HFB\x01', 'latin1');
const SALT_BYTES = 32;
const CHECK_BYTES = 16;
const CHECK_AT = MAGIC.length + 6 + SALT_BYTES;

export const BACKUP_HEADER_BYTES = CHECK_AT + CHECK_BYTES;

/** The key of one backup file, and the header that says how it comes from the passphrase. */
export interface BackupKey {
  readonly key: KeyObject;
  readonly header: Buffer;
}

/**
 * A key for a new backup. Each has a salt of its own, so that the nonces of its chunks never repeat under a key. Zeroes
 * the passphrase.
 *
 * @param cost of Argon2id; the vault's when left out
 * @throws HoldfastError PASSPHRASE_INVALID
 * @example
 * const key = await newBackupKey(await promptHidden(terminal, 'Passphrase: '));
 */
export async function newBackupKey(
  passphrase: Buffer,
  cost?: Omit<Argon2idParameters, 'nonce'>,
): Promise<BackupKey> {
  const one = newArgon2idParameters(cost);
  const parameters = { ...one, nonce: one.nonce + newArgon2idParameters().nonce };
  const stretched = await stretchPassphrase(passphrase, parameters);
  const head = headOf(parameters);
  return { key: subkey(stretched, 'chunks'), header: Buffer.concat([head, checkOf(stretched, head)]) };
}

/**
 * The key of a backup that is there. Zeroes the passphrase.
 *
 * @param header the backup's first bytes
 * @throws HoldfastError BACKUP_PASSPHRASE_WRONG, BACKUP_DAMAGED when it is no header, PASSPHRASE_INVALID
 */
export async function backupKeyOf(passphrase: Buffer, header: Buffer): Promise<BackupKey> {
  try {
    const parameters = parametersOf(header);
    const stretched = await stretchPassphrase(passphrase, parameters);
    const head = header.subarray(0, CHECK_AT);
    if (!timingSafeEqual(checkOf(stretched, head), header.subarray(CHECK_AT))) {
      throw new HoldfastError(
        'BACKUP_PASSPHRASE_WRONG',
        'This passphrase does not open the backup. Try again; it is the one that the backup was made with, not the vault’s.',
      );
    }
    return { key: subkey(stretched, 'chunks'), header };
  } finally {
    passphrase.fill(0);
  }
}

/** Nothing of a damaged backup may be used. */
export function damagedBackup(): HoldfastError {
  return new HoldfastError(
    'BACKUP_DAMAGED',
    'The backup is not whole: it was cut off or changed, or is no backup of Holdfast. Nothing of it may be used; take another copy.',
  );
}

function headOf({ memoryKib, passes, parallelism, nonce }: Argon2idParameters): Buffer {
  const numbers = Buffer.alloc(6);
  numbers.writeUInt32BE(memoryKib, 0);
  numbers.writeUInt8(passes, 4);
  numbers.writeUInt8(parallelism, 5);
  return Buffer.concat([MAGIC, numbers, Buffer.from(nonce, 'hex')]);
}

function parametersOf(header: Buffer): Argon2idParameters {
  if (header.length !== BACKUP_HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw damagedBackup();
  }
  const at = MAGIC.length;
  const parameters = {
    memoryKib: header.readUInt32BE(at),
    passes: header.readUInt8(at + 4),
    parallelism: header.readUInt8(at + 5),
    nonce: header.toString('hex', at + 6, CHECK_AT),
  };
  // Whoever could write the file must not make us use up the machine's memory.
  if (!areArgon2idParameters(parameters)) throw damagedBackup();
  return parameters;
}

/** Covers the parameters too, so that a header that was changed never passes for a good one. */
function checkOf(stretched: KeyObject, head: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', stretched, head, 'holdfast backup v1 check', CHECK_BYTES));
}

function subkey(stretched: KeyObject, purpose: string): KeyObject {
  return secretKey(
    Buffer.from(hkdfSync('sha256', stretched, Buffer.alloc(0), `holdfast backup v1 ${purpose}`, KEY_BYTES)),
  );
}
