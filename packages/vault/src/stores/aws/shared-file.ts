import { existsSync } from 'node:fs';
import { copyOf, readSecretFile } from '../secret-file.ts';
import { badCredentials } from '../store-errors.ts';
import { type AwsCredentials, credentialsOf } from './aws-credentials.ts';

/**
 * Credentials of a profile in the shared credentials file (`~/.aws/credentials`). The secret stays bytes.
 *
 * @returns null when the file does not exist, or lacks the profile
 * @throws HoldfastError KEY_STORE_CREDENTIALS
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export function fromSharedFile(path: string, profile: string): AwsCredentials | null {
  if (!existsSync(path)) return null;
  const bytes = readSecretFile(path);
  try {
    const values = profileIn(bytes, profile);
    if (values === null) return null;
    const text = (name: string) => values.get(name)?.toString('utf8') ?? null;
    const secret = values.get('aws_secret_access_key');
    if (secret === undefined)
      throw badCredentials(`profile "${profile}" of ${path} has no secret access key`);
    return credentialsOf(`profile "${profile}" of ${path}`, {
      accessKeyId: text('aws_access_key_id') ?? '',
      secret: copyOf(secret),
      sessionToken: text('aws_session_token'),
      expiresAt: null,
    });
  } finally {
    bytes.fill(0);
  }
}

/** The values of a profile, as parts of the bytes; null when there is no such profile. */
function profileIn(bytes: Buffer, profile: string): Map<string, Buffer> | null {
  let found: Map<string, Buffer> | null = null;
  let inside = false;
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0x0a, start);
    const line = trimmed(bytes.subarray(start, end === -1 ? bytes.length : end));
    start = end === -1 ? bytes.length : end + 1;
    if (line.length === 0 || line[0] === 0x23 || line[0] === 0x3b) continue;
    if (line[0] === 0x5b) {
      inside = line.toString('utf8') === `[${profile}]`;
      if (inside && found !== null) throw badCredentials(`profile "${profile}" is there twice`);
      if (inside) found = new Map();
      continue;
    }
    const equals = line.indexOf(0x3d);
    if (!inside || found === null || equals <= 0) continue;
    const name = trimmed(line.subarray(0, equals)).toString('utf8').toLowerCase();
    if (found.has(name)) throw badCredentials(`profile "${profile}" has ${name} twice`);
    found.set(name, trimmed(line.subarray(equals + 1)));
  }
  return found;
}

function trimmed(bytes: Buffer): Buffer {
  let from = 0;
  let to = bytes.length;
  const blank = (byte: number) => byte === 0x20 || byte === 0x09 || byte === 0x0d;
  while (from < to && blank(bytes[from]!)) from++;
  while (to > from && blank(bytes[to - 1]!)) to--;
  return bytes.subarray(from, to);
}
