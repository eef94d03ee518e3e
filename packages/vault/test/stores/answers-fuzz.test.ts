import { inspect } from 'node:util';
import { isHoldfastError } from '@holdfast/errors';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newKekId } from '../../src/kek.ts';
import { awsKmsProvider } from '../../src/providers/aws-kms.ts';
import { vaultTransitProvider } from '../../src/providers/vault-transit.ts';
import { AwsClient } from '../../src/stores/aws/aws-client.ts';
import { readManagedSecret } from '../../src/stores/aws/secrets-manager.ts';
import { readKvSecret } from '../../src/stores/hashicorp/kv.ts';
import { VaultClient } from '../../src/stores/hashicorp/vault-client.ts';
import { forgetJson } from '../../src/stores/secret-json.ts';
import { KEY_ID, REGION, SECRET_KEY } from './local-aws.ts';
import { type LocalServer, localServer } from './local-server.ts';

/** What the server says next, whatever it is asked. */
let next: { status: number; body: string; headers: Record<string, string> };
let server: LocalServer;
beforeAll(async () => {
  server = await localServer(() => next);
});
afterAll(() => server.stop());

const TOKEN = 'hvs.a-token-that-must-not-show';
const SEED = 'seed-of-a-secret';
const vault = () =>
  new VaultClient({
    ...{ address: server.url, namespace: null, ca: null, timeoutMs: 2000 },
    ...{ login: { method: 'token', file: null }, environment: { VAULT_TOKEN: TOKEN } },
  });
const aws = () =>
  new AwsClient({
    ...{ region: REGION, endpoints: { kms: server.url, secretsmanager: server.url } },
    ...{ credentials: 'environment', profile: null, ca: null, timeoutMs: 2000 },
    environment: { AWS_ACCESS_KEY_ID: KEY_ID, AWS_SECRET_ACCESS_KEY: SECRET_KEY },
  });
const kekId = newKekId();
const arn = `arn:aws:kms:${REGION}:111122223333:key/1234abcd`;
const wrapped = 'vault:v1:AAAA';
const key = Buffer.alloc(32, 5).toString('base64');

/** Everything that reads an answer, with an answer that it takes. */
const READERS: readonly (readonly [string, unknown, () => Promise<unknown>])[] = [
  [
    'a token’s look-up and a KV secret',
    { data: { ttl: 60, renewable: true, data: { apiKey: SEED }, metadata: { version: 2 } } },
    async () => {
      const { fields } = await readKvSecret(vault(), 'secret/data/x');
      for (const value of fields.values()) forgetJson(value);
    },
  ],
  [
    'Transit’s decryption',
    { data: { ttl: 60, renewable: true, plaintext: key, ciphertext: wrapped } },
    () => {
      const client = vault();
      const provider = vaultTransitProvider({ client, key: { mount: 'transit', name: 'holdfast' } });
      return provider.open(
        { kind: 'vault-transit', mount: 'transit', key: 'holdfast', ciphertext: wrapped },
        kekId,
      );
    },
  ],
  [
    'KMS’s decryption',
    { KeyId: arn, Plaintext: key, CiphertextBlob: 'AAAA' },
    () =>
      awsKmsProvider({ client: aws(), key: 'alias/x' }).open(
        { kind: 'aws-kms', key: arn, ciphertext: 'AAAA' },
        kekId,
      ),
  ],
  [
    'a secret of Secrets Manager',
    { VersionId: 'v-1', SecretString: `{"apiKey":"${SEED}"}` },
    async () => {
      const { fields } = await readManagedSecret(aws(), 'x');
      for (const value of fields.values()) forgetJson(value);
    },
  ],
];

/** The answer, with something changed in it. */
function mutated(answer: unknown): fc.Arbitrary<string> {
  const text = JSON.stringify(answer);
  const other = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(TOKEN, '', -1, 1e300, null, [], {}));
  const places = pathsOf(answer);
  const replaced = fc.tuple(fc.constantFrom(...places), other).map(([path, value]) => {
    const copy = structuredClone(answer) as Record<string, unknown>;
    let at = copy;
    for (const name of path.slice(0, -1)) at = at[name] as Record<string, unknown>;
    at[path.at(-1)!] = value;
    return JSON.stringify(copy);
  });
  const cut = fc.nat(text.length).map((length) => text.slice(0, length));
  const flipped = fc
    .tuple(fc.nat(text.length - 1), fc.integer({ min: 0, max: 255 }))
    .map(([at, code]) => `${text.slice(0, at)}${String.fromCharCode(code)}${text.slice(at + 1)}`);
  return fc.oneof(replaced, cut, flipped, fc.constant(text), fc.constant(`${text}${text}`));
}

function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    [...path, name],
    ...pathsOf(inner, [...path, name]),
  ]);
}

describe('answers that are changed by chance', () => {
  it.each(READERS)('to %s are taken whole or refused in our own words', async (_, answer, read) => {
    const statuses = fc.constantFrom(200, 200, 200, 204, 301, 307, 400, 403, 404, 429, 500, 503);
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(mutated(answer), statuses, async (body, status) => {
        const empty = status === 204;
        next = { status, body: empty ? '' : body, headers: { location: `https://${TOKEN}.example/` } };
        const failure = await read().then(
          () => null,
          (error: unknown) => error,
        );
        if (failure === null) {
          taken++;
          expect(status).toBe(200);
        } else {
          expect(isHoldfastError(failure), inspect(failure)).toBe(true);
          const said = inspect(failure, { depth: 9, showHidden: true });
          for (const secret of [TOKEN, SEED, key, SECRET_KEY]) expect(said).not.toContain(secret);
        }
      }),
      { numRuns: 400 },
    );
    expect(taken).toBeGreaterThan(0);
  });
});
