import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Said } from './local-server.ts';

/*
 * The Transit engine, as https://openbao.org/api-docs/secret/transit/ describes it: as much as a client of encrypt and
 * decrypt sees.
 */

export interface LocalTransitKey {
  readonly versions: Buffer[];
  readonly derived: boolean;
  minDecryptionVersion: number;
}

interface Asked {
  readonly plaintext?: string;
  readonly ciphertext?: string;
  readonly context?: string;
  readonly associated_data?: string;
}

export class LocalTransit {
  readonly keys = new Map<string, LocalTransitKey>();
  /** As Vault before 1.13 did. */
  ignoresAssociatedData = false;

  make(name: string, derived = false): LocalTransitKey {
    const key = { versions: [randomBytes(32)], derived, minDecryptionVersion: 1 };
    this.keys.set(name, key);
    return key;
  }

  rotate(name: string): void {
    this.keys.get(name)?.versions.push(randomBytes(32));
  }

  answer(verb: string, name: string, asked: Asked): Said {
    const key = this.keys.get(name);
    if (key === undefined) return wrong('encryption key not found');
    if (key.derived && !asked.context)
      return wrong("missing 'context' for key derivation; the key was created using a derived key");
    if (verb === 'encrypt') {
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(asked.plaintext ?? '-'))
        return wrong('failed to base64-decode plaintext');
      const version = key.versions.length;
      const ciphertext = `vault:v${version}:${this.#seal(key, version, Buffer.from(asked.plaintext ?? '', 'base64'), asked)}`;
      return { status: 200, body: { data: { ciphertext, key_version: version } } };
    }
    const opened = this.#open(key, asked);
    return typeof opened === 'string'
      ? wrong(opened)
      : { status: 200, body: { data: { plaintext: opened.toString('base64') } } };
  }

  #seal(key: LocalTransitKey, version: number, plaintext: Buffer, asked: Asked): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#keyOf(key, version, asked), nonce);
    cipher.setAAD(this.#additional(asked));
    return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]).toString(
      'base64',
    );
  }

  #open(key: LocalTransitKey, asked: Asked): Buffer | string {
    const match = /^vault:v(\d+):(.+)$/.exec(asked.ciphertext ?? '');
    if (match === null) return 'invalid ciphertext: no prefix';
    const version = Number(match[1]);
    if (version < key.minDecryptionVersion)
      return 'ciphertext or signature version is disallowed by policy (too old)';
    if (version > key.versions.length) return 'invalid ciphertext: version is too new';
    const bytes = Buffer.from(match[2]!, 'base64');
    try {
      const decipher = createDecipheriv(
        'aes-256-gcm',
        this.#keyOf(key, version, asked),
        bytes.subarray(0, 12),
      );
      decipher.setAAD(this.#additional(asked));
      decipher.setAuthTag(bytes.subarray(-16));
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
    } catch {
      return 'cipher: message authentication failed';
    }
  }

  #additional({ associated_data: text = '' }: Asked): Buffer {
    return this.ignoresAssociatedData ? Buffer.alloc(0) : Buffer.from(text, 'base64');
  }

  #keyOf({ versions, derived }: LocalTransitKey, version: number, { context = '' }: Asked): Buffer {
    const key = versions[version - 1]!;
    return derived ? Buffer.from(hkdfSync('sha256', key, '', Buffer.from(context, 'base64'), 32)) : key;
  }
}

function wrong(error: string): Said {
  return { status: 400, body: { errors: [error] } };
}
