import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '@holdfast/database';
import { attachEmbedded } from '@holdfast/database/embedded';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KEY_ID, type LocalAws, localAws, REGION, SECRET_KEY } from '../../vault/test/stores/local-aws.ts';
import { type LocalVault, localVault } from '../../vault/test/stores/local-vault.ts';
import { balances, type DataHome, dataHome, type Launched } from './support/data-home.ts';

const AWS = { AWS_ACCESS_KEY_ID: KEY_ID, AWS_SECRET_ACCESS_KEY: SECRET_KEY };
const PATH = 'secret/data/binance';

let data: DataHome;
let vault: LocalVault;
let aws: LocalAws;
let stores: string;
let importer: string;
let asAda: string[];
let gateway: Launched;
const configure = (more = '') =>
  data.configure(`{provider: file, file: ${join(data.keys, 'kek')}}`, `${stores}${more}`);

beforeAll(async () => {
  [data, vault, aws] = await Promise.all([dataHome(), localVault(), localAws()]);
  vault.roles.set('role-1', { secretIds: new Set(['secret-id-1']), ttl: 600, renewable: true, policy: null });
  const secretId = join(data.keys, 'secret-id');
  writeFileSync(secretId, 'secret-id-1\n', { mode: 0o600 });
  stores = `stores:
  vault: {address: "${vault.server.url}", login: {method: approle, role_id: role-1, secret_id_file: ${secretId}}}
  aws: {region: ${REGION}, endpoints: {kms: "${aws.server.url}", secretsmanager: "${aws.server.url}"}}
`;
  configure();
  const keyOf = (name: string) => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const file = join(data.keys, name);
    writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
    writeFileSync(`${file}.pub`, publicKey.export({ format: 'pem', type: 'spki' }));
    return file;
  };
  const ada = keyOf('ada');
  importer = keyOf('importer');
  await data.json(['vault', 'init', '--operator', 'ada', '--operator-key', `${ada}.pub`]);
  asAda = ['--operator-key-file', ada];
  // Its database serves the commands, too.
  gateway = await data.launch();
  vault.kv2.set(PATH, {
    version: 1,
    data: { apiKey: 'REALKEY-1', secret: 'REALSECRET-1', note: 'for bots' },
  });
}, 60_000);
afterAll(async () => {
  await data?.close();
  await Promise.all([vault, aws].map(({ server }) => server.stop().catch(() => undefined)));
});

const IMPORT = ['key', 'import', 'main', '--exchange', 'binance', '--from', `vault:${PATH}`];
const audit = async () => {
  const { stdout } = await data.run(['audit', 'show', '--last', '8', '--json']);
  return stdout;
};
/** The newest request at the exchange that was signed: order books are looked at without a key meanwhile. */
const lastSigned = () => data.seen.findLast((line) => !line.startsWith(' '));
const rotate = (version: number) =>
  vault.kv2.set(PATH, { version, data: { apiKey: `REALKEY-${version}`, secret: `REALSECRET-${version}` } });

describe('an exchange key that is imported', () => {
  test('is asked about like any other, and kept with where it came from', async () => {
    expect(await data.json([...IMPORT, ...asAda])).toMatchObject({
      name: 'main',
      source: `vault:${PATH}`,
      marker: '1',
      permissions: { withdraw: false },
    });
    expect(lastSigned()).toContain('REALKEY-1');
    expect(await audit()).toContain(`vault:${PATH}`);
    expect(await audit()).not.toContain('REALSECRET');
    expect(await data.json(['key', 'show', 'main'])).toMatchObject({
      source: { from: `vault:${PATH}`, marker: '1' },
    });
  });

  test.each([
    ['without the fields', ['--api-key-field', 'key'], 'KEY_SOURCE_FIELDS'],
    ['from nowhere', ['--from', 'vault:secret/data/none'], 'KEY_STORE_REFUSED'],
    ['from something that is no source', ['--from', 'file:/etc/passwd'], 'KEY_SOURCE_INVALID'],
    ['from a path that leads elsewhere', ['--from', 'vault:secret/data/../../sys/raw'], 'KEY_SOURCE_INVALID'],
    ['from a path with a query', ['--from', 'vault:secret/data/x?version=1'], 'KEY_SOURCE_INVALID'],
    [
      'from another region',
      ['--from', 'aws-sm:arn:aws:secretsmanager:us-east-1:111122223333:secret:x-AbCdEf'],
      'KEY_SOURCE_INVALID',
    ],
    ['for an exchange that is not served', ['--exchange', 'none'], 'COMMAND_INVALID'],
    ['twice', [], 'KEY_NAME_TAKEN'],
  ])('is not %s', async (_, more, code) => {
    expect(await data.error([...IMPORT, ...more, ...asAda])).toBe(code);
  });

  test('is not imported by an operator who may only import again', async () => {
    await data.json([
      'operator',
      'add',
      'importer',
      '--public-key',
      `${importer}.pub`,
      '--only',
      'reimport',
      ...asAda,
    ]);
    const asImporter = ['--operator', 'importer', '--operator-key-file', importer];
    expect(await data.error([...IMPORT, ...asImporter])).toBe('OPERATOR_NARROW');
    expect(await data.error(['panic', '--thaw', ...asImporter])).toBe('OPERATOR_NARROW');
    const policy = join(data.home, 'policy.yaml');
    expect(
      await data.error(['vkey', 'issue', 'bot', '--key', 'main', '--policy', policy, ...asImporter]),
    ).toBe('OPERATOR_NARROW');
    expect(await data.error(['operator', 'remove', 'ada', ...asImporter])).toBe('OPERATOR_NARROW');
    expect(await data.error(['operator', 'remove', 'ada', ...asAda])).toBe('OPERATOR_LAST');
  });
});

describe('importing again', () => {
  const again = (...more: string[]) => [
    ...['key', 'reimport', ...more],
    ...['--operator', 'importer', '--operator-key-file', importer],
  ];

  test('does nothing while the store has the same version', async () => {
    const before = data.seen.length;
    expect(await data.json(again())).toMatchObject({
      keys: [{ name: 'main', state: 'unchanged', now: '1' }],
    });
    expect(data.seen.slice(before).filter((line) => !line.startsWith(' '))).toEqual([]);
  });

  test('is told by --check, with a status for schedulers and without proof', async () => {
    rotate(2);
    const { status, stdout } = await data.run(['key', 'reimport', '--check', '--json']);
    expect([status, JSON.parse(stdout)]).toMatchObject([
      3,
      { keys: [{ state: 'changed', before: '1', now: '2' }] },
    ]);
    expect((await data.run(['key', 'reimport', 'main'])).status).toBe(1);
  });

  test('gives the key its new secret; the old one retires', async () => {
    expect(await data.json(again('main'))).toMatchObject({
      keys: [{ state: 'imported', version: 2, now: '2' }],
    });
    expect(lastSigned()).toContain('REALKEY-2');
    expect(await data.json(['key', 'list'])).toMatchObject({ keys: [{ name: 'main', retiring: [1] }] });
    expect((await data.run(['key', 'reimport', '--check'])).status).toBe(0);
  });

  test('notes a new version with the same secret, and changes nothing', async () => {
    vault.kv2.set(PATH, { version: 3, data: { apiKey: 'REALKEY-2', secret: 'REALSECRET-2', note: 'other' } });
    expect(await data.json(again())).toMatchObject({ keys: [{ state: 'unchanged', now: '3', version: 2 }] });
    expect(await data.json(['key', 'list'])).toMatchObject({ keys: [{ retiring: [1] }] });
    expect(await audit()).toContain('same secret in version 3');
  });

  test('goes by the secret itself where the store has no versions', async () => {
    vault.kv1.set('kv/second', { key: 'SECONDKEY', 'secret.key': 'SECONDSECRET' });
    const fields = ['--api-key-field', 'key', '--secret-field', 'secret.key'];
    const from = ['key', 'import', 'second', '--exchange', 'binance', '--from', 'vault:kv/second', ...fields];
    expect(await data.json([...from, ...asAda])).toMatchObject({ marker: null });
    expect(await data.json(again('second', '--check'))).toMatchObject({ keys: [{ state: 'unchanged' }] });
    vault.kv1.set('kv/second', { key: 'SECONDKEY', 'secret.key': 'THIRDSECRET' });
    expect((await data.run(again('second', '--check'))).status).toBe(3);
    expect(await data.json(again('second'))).toMatchObject({ keys: [{ state: 'imported', version: 2 }] });
  });

  test('comes from AWS Secrets Manager, too', async () => {
    aws.secrets.set('holdfast/third', { version: 'v-1', value: '{"apiKey":"AWSKEY","secret":"AWSSECRET"}' });
    const from = [
      'key',
      'import',
      'third',
      '--exchange',
      'binance',
      '--from',
      'aws-sm:holdfast/third',
      ...asAda,
    ];
    expect(await data.json(from, '', AWS)).toMatchObject({ marker: 'v-1' });
    aws.secrets.set('holdfast/third', {
      version: 'v-2',
      value: '{"apiKey":"AWSKEY2","secret":"AWSSECRET2"}',
    });
    expect(await data.json(again('third'), '', AWS)).toMatchObject({
      keys: [{ state: 'imported', now: 'v-2' }],
    });
  });

  test('is not done from another source, or with other fields, than was agreed to', async () => {
    const move = (from: string, to: string) =>
      change(
        data,
        `UPDATE holdfast.exchange_key_sources SET source = 'vault:${to}' WHERE source = 'vault:${from}'`,
      );
    vault.kv2.set('secret/data/thief', { version: 9, data: { apiKey: 'THIEFKEY', secret: 'THIEFSECRET' } });
    await move(PATH, 'secret/data/thief');
    const { status, stdout } = await data.run([...again('main'), '--json'], '', AWS);
    expect([status, JSON.parse(stdout)]).toMatchObject([
      1,
      { keys: [{ state: 'failed', error: { code: 'KEY_SOURCE_CHANGED' } }] },
    ]);
    expect(data.seen.join()).not.toContain('THIEFKEY');
    // What is not even a source is not asked for, and not written to a terminal as it is.
    await change(
      data,
      `UPDATE holdfast.exchange_key_sources SET source = E'vault:\\x1b]0;owned\\x07' WHERE source = 'vault:secret/data/thief'`,
    );
    const { stdout: text } = await data.run(again('main'), '', AWS);
    expect(text).toContain('KEY_SOURCE_INVALID');
    expect(text).not.toContain('\u001b');
    await change(
      data,
      `UPDATE holdfast.exchange_key_sources SET source = 'vault:secret/data/thief' WHERE source LIKE '%owned%'`,
    );
    await move('secret/data/thief', PATH);
  });

  test('goes on with other keys when one fails', async () => {
    vault.kv2.set(PATH, { version: 4, data: { apiKey: 'REALKEY-4' } });
    const { status, stdout } = await data.run([...again(), '--json'], '', AWS);
    expect(status).toBe(1);
    expect(JSON.parse(stdout).keys).toMatchObject([
      { name: 'main', state: 'failed', error: { code: 'KEY_SOURCE_FIELDS' } },
      { name: 'second', state: 'unchanged' },
      { name: 'third', state: 'unchanged' },
    ]);
  });

  test('goes on after the vault got another key', async () => {
    const told = await data.json(['vault', 'rekey', '--to-file', join(data.keys, 'kek-2'), ...asAda]);
    expect(told).toMatchObject({ refused: [] });
    data.configure(`{provider: file, file: ${join(data.keys, 'kek-2')}}`, stores);
    rotate(5);
    expect(await data.json(again('main'))).toMatchObject({ keys: [{ state: 'imported', version: 3 }] });
  });

  test('is refused for a key that came from a person', async () => {
    const input = JSON.stringify({ apiKey: 'OWNKEY', secret: 'OWNSECRET' });
    await data.json(['key', 'add', 'own', '--exchange', 'binance', '--stdin', ...asAda], input);
    expect(await data.error(again('own'))).toBe('KEY_SOURCE_UNKNOWN');
  });
});

describe('a key that is in the vault already', () => {
  const give = (name: string, path: string, ...more: string[]) => [
    ...['key', 'import', name, '--exchange', 'binance', '--existing', '--from', `vault:${path}`],
    ...asAda,
    ...more,
  ];
  test('gets a source and the secret there; who signs with it stays', async () => {
    vault.kv2.set('secret/data/own', { version: 1, data: { apiKey: 'OWNKEY2', secret: 'OWNSECRET2' } });
    expect(await data.json(give('own', 'secret/data/own'))).toMatchObject({ changed: true, version: 2 });
    expect(lastSigned()).toContain('OWNKEY2');
  });
  test('gets no second source, and none of another exchange', async () => {
    expect(await data.error(give('own', PATH))).toBe('KEY_SOURCE_CHANGED');
    expect(await data.error(give('own', PATH, '--exchange', 'kraken'))).toBe('KEY_NAME_TAKEN');
    expect(await data.error(give('nobody', PATH))).toBe('KEY_UNKNOWN');
  });
  test('that has the secret of the store before only gets the source', async () => {
    const input = JSON.stringify({ apiKey: 'SAMEKEY', secret: 'SAMESECRET' });
    await data.json(['key', 'add', 'same', '--exchange', 'binance', '--stdin', ...asAda], input);
    vault.kv2.set('secret/data/same', { version: 5, data: { apiKey: 'SAMEKEY', secret: 'SAMESECRET' } });
    expect(await data.json(give('same', 'secret/data/same'))).toMatchObject({
      changed: false,
      version: 1,
      marker: '5',
    });
    expect(await data.json(['key', 'show', 'same'])).toMatchObject({ source: { marker: '5' } });
    expect(await audit()).toContain('same secret as vault:secret/data/same');
  });
});

describe('a key that is to be deleted', () => {
  test('is not looked after, until it is brought back', async () => {
    await data.json(['key', 'delete', 'same', ...asAda]);
    expect(await data.error(['key', 'reimport', 'same', '--check'])).toBe('KEY_SOURCE_UNKNOWN');
    await data.json(['key', 'undelete', 'same', ...asAda]);
    expect(await data.json(['key', 'reimport', 'same', '--check'])).toMatchObject({
      keys: [{ state: 'unchanged' }],
    });
  });
});

describe('a gateway that looks after imported keys', () => {
  test('imports them again at its start, and signs with the new secret', async () => {
    const key = await data.json<{ apiKey: string; secret: string }>([
      ...['vkey', 'issue', 'bot', '--key', 'main', '--policy', join(data.home, 'policy.yaml'), ...asAda],
    ]);
    rotate(6);
    data.configure(
      `{provider: file, file: ${join(data.keys, 'kek-2')}}`,
      `${stores}imports: {every_minutes: 60, operator: importer, operator_key_file: ${importer}}\n`,
    );
    await gateway.stop();
    gateway = await data.launch();
    while (!gateway.stderr().includes('version 4 signs'))
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await balances(gateway.address, key)).status).toBe(200);
    expect(lastSigned()).toContain('REALKEY-6');
    await gateway.stop();
    // AWS has no credentials here: that one key is said to fail, and no more.
    expect(gateway.stderr()).toContain('third: was not imported again: KEY_STORE_CREDENTIALS');
  });

  test('says what it lacks, and serves all the same', async () => {
    rotate(7);
    data.configure(
      `{provider: file, file: ${join(data.keys, 'kek-2')}}`,
      `${stores}imports: {every_minutes: 60}\n`,
    );
    await gateway.stop();
    gateway = await data.launch();
    while (!gateway.stderr().includes('imports.operator_key_file'))
      await new Promise((resolve) => setTimeout(resolve, 20));
    await gateway.stop();
  });
});

/** Changes the database behind the vault's back. */
async function change({ home }: DataHome, statement: string): Promise<void> {
  const running = attachEmbedded({ home });
  if (running === null) throw new Error('no database runs');
  const { address, passwords } = running;
  const admin = connect({ address, user: 'holdfast_admin', password: passwords.holdfast_admin });
  await admin.pool.query(statement).finally(() => admin.close());
}
