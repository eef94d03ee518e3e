import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { awsKmsProvider } from '../../src/providers/aws-kms.ts';
import { AwsClient, type AwsSettings } from '../../src/stores/aws/aws-client.ts';
import { readManagedSecret } from '../../src/stores/aws/secrets-manager.ts';
import { initVault } from '../../src/vault-file/init.ts';
import { rewrapVault } from '../../src/vault-file/rewrap.ts';
import { readVault } from '../../src/vault-file/storage.ts';
import { unlock } from '../../src/vault-file/unlock.ts';
import { codeOf, codeOfAsync, freshFolder } from '../fixtures.ts';
import { KEY_ID, type LocalAws, localAws, REGION, SECRET_KEY } from './local-aws.ts';

let now: number;
let aws: LocalAws;
beforeEach(async () => {
  now = Date.UTC(2026, 0, 1);
  aws = await localAws({ clock: () => now });
  aws.makeKey('alias/holdfast');
  aws.secrets.set('holdfast/binance', { version: 'v-1', value: '{"apiKey":"A","secret":"S"}' });
});
afterEach(() => aws.server.stop().catch(() => undefined));

const KEYS = { AWS_ACCESS_KEY_ID: KEY_ID, AWS_SECRET_ACCESS_KEY: SECRET_KEY };

function client(environment: Record<string, string> = KEYS, more: Partial<AwsSettings> = {}) {
  return new AwsClient({
    ...{ region: REGION, endpoints: { kms: aws.server.url, secretsmanager: aws.server.url } },
    ...{ credentials: 'auto', profile: null, ca: null, timeoutMs: 2000, environment, clock: () => now },
    ...more,
  });
}
const provider = (key = 'alias/holdfast', one = client()) => awsKmsProvider({ client: one, key });
const read = (one: AwsClient) => readManagedSecret(one, 'holdfast/binance');

async function made() {
  const home = join(freshFolder(), 'home');
  const kek = await initVault({ home, provider: provider() });
  const open = (with_ = provider()) => unlock({ home, provider: with_, kekIdInForce: kek.id });
  const edit = (change: (of: Record<string, string>) => void) => {
    const path = join(home, 'vault', 'vault.json');
    const file = JSON.parse(readFileSync(path, 'utf8'));
    change(file.current.provider);
    writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`);
  };
  return { home, kek, open, edit };
}

describe('a vault whose key KMS wraps', () => {
  it('opens with KMS; the file names the key by its ARN, and KMS is told the KEK’s id', async () => {
    const { home, kek, open } = await made();
    expect((await open()).key.equals(kek.key)).toBe(true);
    expect(readVault(home).current.provider).toMatchObject({
      kind: 'aws-kms',
      key: expect.stringMatching(/^arn:aws:kms:eu-central-1:111122223333:key\//),
    });
    const asked = aws.server.log.map(({ headers, body }) => [
      headers['x-amz-target'],
      JSON.parse(body).EncryptionContext,
    ]);
    expect(asked).toEqual(
      ['Encrypt', 'Decrypt', 'Decrypt'].map((action) => [
        `TrentService.${action}`,
        { 'holdfast-kek': kek.id },
      ]),
    );
  });
  it('stays the vault’s own: the wrapped key of another does not open it', async () => {
    const [one, two] = [await made(), await made()];
    const { ciphertext } = readVault(two.home).current.provider as { ciphertext: string };
    one.edit((of) => Object.assign(of, { ciphertext }));
    expect(await codeOfAsync(one.open())).toBe('KEK_WRAP_REFUSED');
  });
  it('does not open with another key of the same account', async () => {
    const { open, edit } = await made();
    const { arn } = aws.makeKey('alias/other');
    edit((of) => Object.assign(of, { key: arn }));
    expect(await codeOfAsync(open())).toBe('KEK_WRAP_REFUSED');
  });
  it('does not open when the wrapped key was changed', async () => {
    const { open, edit } = await made();
    edit((of) => Object.assign(of, { ciphertext: of.ciphertext!.replace(/^..../, 'AAAA') }));
    expect(await codeOfAsync(open())).toBe('KEK_WRAP_REFUSED');
  });
  it.each(['alias/holdfast', 'x', 'arn:aws:kms:eu-central-1:1:key/x', 'arn:aws:s3:::bucket'])(
    'asks nothing when its file names the key %s',
    async (key) => {
      const { open, edit } = await made();
      const before = aws.server.log.length;
      edit((of) => Object.assign(of, { key }));
      expect(await codeOfAsync(open())).toBe('KEK_WRAP_REFUSED');
      expect(aws.server.log.length).toBe(before);
    },
  );
  it.each(['Disabled', 'PendingDeletion'] as const)(
    'ends at once when the key is in state %s',
    async (state) => {
      const { open } = await made();
      for (const key of aws.keys.values()) key.state = state;
      expect(await codeOfAsync(open())).toBe('KEY_STORE_REFUSED');
    },
  );
  it('is wrapped anew by another key', async () => {
    const { home, kek, open } = await made();
    const { arn } = aws.makeKey('alias/next');
    await rewrapVault({ home, provider: provider('alias/next'), kekIdInForce: kek.id });
    expect(readVault(home).current.provider).toMatchObject({ key: arn });
    expect((await open()).key.equals(kek.key)).toBe(true);
  });
  it('refuses an answer for another key', async () => {
    const { open } = await made();
    aws.server.fault = (_, response) => {
      const body = { KeyId: aws.makeKey('alias/x').arn, Plaintext: Buffer.alloc(32).toString('base64') };
      return Boolean(response.writeHead(200).end(JSON.stringify(body)));
    };
    expect(await codeOfAsync(open())).toBe('KEY_STORE_ANSWER_INVALID');
  });
});

describe('what AWS says no to', () => {
  it.each([
    [
      'an access key that it does not know',
      { ...KEYS, AWS_ACCESS_KEY_ID: 'AKIDNOBODY' },
      'KEY_STORE_REFUSED',
    ],
    ['a wrong secret', { ...KEYS, AWS_SECRET_ACCESS_KEY: 'wrong' }, 'KEY_STORE_REFUSED'],
    ['a session token that is none of it', { ...KEYS, AWS_SESSION_TOKEN: 'other' }, 'KEY_STORE_REFUSED'],
    ['half a pair', { AWS_ACCESS_KEY_ID: KEY_ID }, 'KEY_STORE_CREDENTIALS'],
    [
      'an access key id with a line end',
      { ...KEYS, AWS_ACCESS_KEY_ID: 'AKID\r\nx: y' },
      'KEY_STORE_CREDENTIALS',
    ],
  ])('is %s', async (_, environment, code) => {
    expect(await codeOfAsync(read(client(environment)))).toBe(code);
  });
  it('is what the role may not', async () => {
    aws.identities.set(KEY_ID, { secret: SECRET_KEY, token: null, expired: false, allows: ['kms:Decrypt'] });
    await expect(read(client())).rejects.toMatchObject({
      code: 'KEY_STORE_REFUSED',
      facts: { exception: 'AccessDeniedException' },
    });
  });
  it('is a signature of another time, and the message says that the clock is wrong', async () => {
    aws.skewMs = 20 * 60_000;
    const failing = read(client());
    expect(await codeOfAsync(failing)).toBe('KEY_STORE_REFUSED');
    await expect(failing).rejects.toThrow('clock differs by 20 minutes');
  });
  it('is a secret that is not there', async () => {
    expect(await codeOfAsync(readManagedSecret(client(), 'none'))).toBe('KEY_STORE_REFUSED');
  });
  it('is not what asks to come back later', async () => {
    aws.throttled = true;
    expect(await codeOfAsync(read(client()))).toBe('KEY_STORE_UNREACHABLE');
    aws.throttled = false;
    aws.server.fault = (_, response) =>
      Boolean(response.writeHead(500).end('{"__type":"KMSInternalException"}'));
    expect(await codeOfAsync(read(client()))).toBe('KEY_STORE_UNREACHABLE');
  });
  it('repeats nothing that it says: it may be the secret', async () => {
    const body = JSON.stringify({ __type: SECRET_KEY, message: SECRET_KEY });
    aws.server.fault = (_, response) => Boolean(response.writeHead(400).end(body));
    const error = await read(client()).catch((one: unknown) => one);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(SECRET_KEY);
  });
  it('does not follow a redirect', async () => {
    aws.server.fault = (_, response) =>
      Boolean(response.writeHead(301, { location: 'https://evil.example/' }).end());
    expect(await codeOfAsync(read(client()))).toBe('KEY_STORE_ANSWER_INVALID');
  });
  it.each([
    '[]',
    'null',
    '{"VersionId":"v","SecretString":"{}","SecretString":"{}"}',
    '{"VersionId":"a b","SecretString":"{}"}',
    '{"VersionId":"v"}',
    '{"VersionId":"v","SecretString":"no json"}',
    '{"VersionId":"v","SecretBinary":"AAAA"}',
  ])('is not understood as %s', async (body) => {
    aws.server.fault = (_, response) => Boolean(response.writeHead(200).end(body));
    expect(await codeOfAsync(read(client()))).toBe('KEY_STORE_ANSWER_INVALID');
  });
  it.each(['', 'x', 'eu-central-1.evil.example/', 'EU-CENTRAL-1', 'eu central 1'])(
    'takes no region like %j',
    (region) => {
      expect(codeOf(() => client(KEYS, { region }))).toBe('CONFIG_INVALID');
    },
  );
  it('asks the public address of the region where no other is named', () => {
    const endpoints = { kms: null, secretsmanager: null };
    expect(client(KEYS, { endpoints }).url('kms').href).toBe('https://kms.eu-central-1.amazonaws.com/');
    expect(client(KEYS, { endpoints, region: 'cn-north-1' }).url('secretsmanager').href).toBe(
      'https://secretsmanager.cn-north-1.amazonaws.com.cn/',
    );
  });
});

describe('where credentials come from', () => {
  const lend = (minutes: number, token = 'lent-token') => {
    aws.identities.set('ASIALENT', { secret: 'lentSecret', token, expired: false, allows: null });
    aws.lent = {
      ...{ AccessKeyId: 'ASIALENT', SecretAccessKey: 'lentSecret', Token: token },
      Expiration: new Date(now + minutes * 60_000).toISOString(),
    };
  };
  const nowhere = () => ({ HOME: freshFolder(), AWS_EC2_METADATA_DISABLED: 'true' });
  const instance = () => ({ HOME: freshFolder(), AWS_EC2_METADATA_SERVICE_ENDPOINT: aws.server.url });
  const container = () => ({
    ...nowhere(),
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${aws.server.url}/container`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: 'Bearer pod-token',
  });
  const asked = (path: string) => aws.server.log.filter((got) => got.path.startsWith(path)).length;
  const shared = (content: string, mode = 0o600) => {
    const path = join(freshFolder(), 'credentials');
    writeFileSync(path, content, { mode });
    return { ...nowhere(), AWS_SHARED_CREDENTIALS_FILE: path };
  };
  const PROFILES = `# comment
[other]
aws_access_key_id = AKIDNOBODY
aws_secret_access_key = x
[default]
aws_access_key_id = ${KEY_ID}
aws_secret_access_key = ${SECRET_KEY}
`;

  it('is the shared file, by profile', async () => {
    await read(client(shared(PROFILES)));
    expect(await codeOfAsync(read(client(shared(PROFILES), { profile: 'other' })))).toBe('KEY_STORE_REFUSED');
    expect(await codeOfAsync(read(client(shared(PROFILES), { profile: 'absent' })))).toBe(
      'KEY_STORE_CREDENTIALS',
    );
    const named = { ...shared(PROFILES), AWS_PROFILE: 'other' };
    expect(await codeOfAsync(read(client(named)))).toBe('KEY_STORE_REFUSED');
  });
  it.each([
    ['that others can read', PROFILES, 0o644],
    ['with a profile twice', `${PROFILES}${PROFILES}`, 0o600],
    ['with a key twice', `${PROFILES}aws_access_key_id = X\n`, 0o600],
    ['without a secret', `[default]\naws_access_key_id = ${KEY_ID}\n`, 0o600],
  ])('is not a shared file %s', async (_, content, mode) => {
    expect(await codeOfAsync(read(client(shared(content, mode))))).toBe('KEY_STORE_CREDENTIALS');
  });
  it('is the container’s endpoint, with its token', async () => {
    lend(60);
    await read(client(container()));
    expect(await codeOfAsync(read(client({ ...container(), AWS_CONTAINER_AUTHORIZATION_TOKEN: 'no' })))).toBe(
      'KEY_STORE_CREDENTIALS',
    );
  });
  it('is the container’s endpoint, with a token in a file that is read anew', async () => {
    lend(60);
    const path = join(freshFolder(), 'token');
    writeFileSync(path, 'pod-token', { mode: 0o644 });
    const { AWS_CONTAINER_AUTHORIZATION_TOKEN: _, ...rest } = container();
    expect(await codeOfAsync(read(client({ ...rest, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: path })))).toBe(
      'KEY_STORE_CREDENTIALS',
    );
  });
  it.each(['http://evil.example/container', 'http://169.254.170.2.evil.example/', 'ftp://127.0.0.1/', 'x'])(
    'is no container at %s: the token would go there',
    async (url) => {
      const environment = { ...container(), AWS_CONTAINER_CREDENTIALS_FULL_URI: url };
      expect(await codeOfAsync(read(client(environment)))).toBe('KEY_STORE_CREDENTIALS');
    },
  );
  it.each(['//evil.example/x', '@evil.example/', 'evil'])(
    'is no container at the relative address %s',
    async (path) => {
      const environment = { ...nowhere(), AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: path };
      expect(await codeOfAsync(read(client(environment)))).toBe('KEY_STORE_CREDENTIALS');
    },
  );
  it('is the instance’s metadata, version 2', async () => {
    lend(60);
    aws.role = 'holdfast-role';
    await read(client(instance()));
    expect(aws.server.log[0]).toMatchObject({ method: 'PUT', path: '/latest/api/token' });
  });
  it('is not the instance’s metadata, version 1', async () => {
    lend(60);
    aws.role = 'holdfast-role';
    aws.server.fault = (got, response) => got.method === 'PUT' && Boolean(response.writeHead(403).end());
    expect(await codeOfAsync(read(client(instance())))).toBe('KEY_STORE_CREDENTIALS');
  });
  it('is nowhere, and then it says where it looked', async () => {
    await expect(read(client(nowhere()))).rejects.toThrow('environment, shared file, container and instance');
    expect(await codeOfAsync(read(client(instance())))).toBe('KEY_STORE_CREDENTIALS');
  });
  it('is asked again five minutes before they expire, and once only until then', async () => {
    lend(60);
    const one = client(container());
    await Promise.all([read(one)]);
    now += 54 * 60_000;
    await read(one);
    expect(asked('/container')).toBe(1);
    now += 2 * 60_000;
    lend(60);
    await read(one);
    expect(asked('/container')).toBe(2);
  });
  it('goes on with what is still valid when the endpoint pauses', async () => {
    lend(60);
    const one = client(container());
    await read(one);
    now += 57 * 60_000;
    aws.server.fault = (got, response) => got.path === '/container' && Boolean(response.writeHead(503).end());
    await read(one);
    now += 4 * 60_000;
    expect(await codeOfAsync(read(one))).toBe('KEY_STORE_UNREACHABLE');
  });
  it('gives others once when AWS says that they expired before their time', async () => {
    lend(60);
    const one = client(container());
    await read(one);
    aws.identities.set('ASIALENT', {
      secret: 'lentSecret',
      token: 'lent-token',
      expired: true,
      allows: null,
    });
    const failing = read(one);
    expect(await codeOfAsync(failing)).toBe('KEY_STORE_CREDENTIALS');
    aws.server.fault = (got) => {
      if (got.path === '/container') lend(60, 'new-token');
      return false;
    };
    expect((await read(one)).marker).toBe('v-1');
  });
  it('refuses those that have expired already', async () => {
    lend(-1);
    expect(await codeOfAsync(read(client(container())))).toBe('KEY_STORE_CREDENTIALS');
  });
});
