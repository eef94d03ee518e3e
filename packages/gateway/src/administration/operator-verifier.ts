import { createHash, createPublicKey, type KeyObject, timingSafeEqual, verify } from 'node:crypto';
import { HoldfastError } from '@holdfast/errors';
import { checkNewPassphrase, newArgon2idParameters, stretchPassphrase } from '@holdfast/vault';
import { z } from 'zod';

/*
 * What an operator is recognised by. It is sealed like a secret, so that a copy of the database gives nobody anything to
 * guess at; inside it is JSON.
 */

/** RFC 9106's second recommended choice; half a vault's, because the gateway does it while it serves. */
const COST = { memoryKib: 64 * 1024, passes: 3, parallelism: 4 } as const;

/** The one command that an operator can be narrowed to: it widens nothing, and wants to be done by a machine. */
export const REIMPORT = 'key reimport';

/** What a narrow operator may; left out for one who may everything. Sealed with the verifier, so that nobody widens it. */
const only = z.literal(REIMPORT).optional();

const verifierSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('passphrase'),
    memoryKib: z.int(),
    passes: z.int(),
    parallelism: z.int(),
    nonce: z.string(),
    /** SHA-256 of the stretched passphrase, in hex. */
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    only,
  }),
  z.strictObject({
    kind: z.literal('ed25519'),
    /** The public key as SPKI in DER, in hex. */
    key: z.string().regex(/^[0-9a-f]{88}$/),
    only,
  }),
]);

/** What recognises an operator. */
export type OperatorVerifier = z.output<typeof verifierSchema>;

/** Nobody's: so that an unknown name costs the same work. No passphrase has this hash. */
export const NOBODY = {
  kind: 'passphrase',
  ...COST,
  nonce: '00'.repeat(16),
  hash: '00'.repeat(32),
} as const satisfies OperatorVerifier;

/** Makes the verifier of a new passphrase, and zeroes it. @throws HoldfastError PASSPHRASE_INVALID */
export async function passphraseVerifier(passphrase: Buffer): Promise<OperatorVerifier> {
  try {
    checkNewPassphrase(passphrase);
    const parameters = newArgon2idParameters(COST);
    const hash = hashOf(await stretchPassphrase(passphrase, parameters));
    return { kind: 'passphrase', ...parameters, hash: hash.toString('hex') };
  } finally {
    passphrase.fill(0);
  }
}

/** Makes the verifier of a public key. @throws HoldfastError OPERATOR_KEY_UNUSABLE */
export function keyVerifier(pem: Buffer): OperatorVerifier {
  let key: KeyObject | null = null;
  try {
    // A private key would be taken too, and its public half used; but who sends one has mixed up the files.
    if (!pem.includes('PRIVATE KEY')) key = createPublicKey({ key: pem, format: 'pem' });
  } catch {
    // Said below, without the parser's words.
  }
  if (key?.asymmetricKeyType !== 'ed25519') {
    throw new HoldfastError(
      'OPERATOR_KEY_UNUSABLE',
      'An operator’s key is the public half of an Ed25519 key in PEM: openssl pkey -in key.pem -pubout.',
    );
  }
  return { kind: 'ed25519', key: key.export({ format: 'der', type: 'spki' }).toString('hex') };
}

export function encodeVerifier(verifier: OperatorVerifier): Buffer {
  return Buffer.from(JSON.stringify(verifier), 'utf8');
}

/** Null when it is none. */
export function decodeVerifier(bytes: Buffer): OperatorVerifier | null {
  try {
    const parsed = verifierSchema.safeParse(JSON.parse(bytes.toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/**
 * Whether a passphrase is the one. Costs the same for a verifier of another kind. Zeroes the passphrase.
 *
 * @throws HoldfastError VAULT_FILE_INVALID for parameters outside the limits
 */
export async function isPassphrase(verifier: OperatorVerifier, passphrase: Buffer): Promise<boolean> {
  const known = verifier.kind === 'passphrase' ? verifier : NOBODY;
  try {
    // An empty or overlong one is wrong like any other, and costs as much.
    const fits = passphrase.length > 0 && passphrase.length <= 1024;
    const given = fits ? passphrase : Buffer.from('-');
    const { memoryKib, passes, parallelism, nonce } = known;
    const hash = hashOf(await stretchPassphrase(given, { memoryKib, passes, parallelism, nonce }));
    return timingSafeEqual(hash, Buffer.from(known.hash, 'hex')) && fits && verifier.kind === 'passphrase';
  } finally {
    passphrase.fill(0);
  }
}

/** Whether a signature over the bytes is by the key. Costs the same for a verifier of another kind. */
export function isSignature(verifier: OperatorVerifier, bytes: Buffer, signature: Buffer): boolean {
  const der = verifier.kind === 'ed25519' ? Buffer.from(verifier.key, 'hex') : NOBODYS_KEY;
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  return verify(null, bytes, key, signature) && verifier.kind === 'ed25519';
}

/** RFC 8032's first test key; a signature by it is refused all the same. */
const NOBODYS_KEY = Buffer.from(
  '302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  'hex',
);

function hashOf(stretched: KeyObject): Buffer {
  const bytes = stretched.export();
  try {
    return createHash('sha256').update(bytes).digest();
  } finally {
    bytes.fill(0);
  }
}
