import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { awsKmsProvider } from '../../src/providers/aws-kms.ts';
import { vaultTransitProvider } from '../../src/providers/vault-transit.ts';
import { AwsClient } from '../../src/stores/aws/aws-client.ts';
import { CONTEXT_NAME } from '../../src/stores/aws/kms.ts';
import { readManagedSecret } from '../../src/stores/aws/secrets-manager.ts';
import { readKvSecret } from '../../src/stores/hashicorp/kv.ts';
import { VaultClient } from '../../src/stores/hashicorp/vault-client.ts';
import type { VaultLogin } from '../../src/stores/hashicorp/vault-settings.ts';
import { initVault } from '../../src/vault-file/init.ts';
import { rewrapVault } from '../../src/vault-file/rewrap.ts';
import { unlock } from '../../src/vault-file/unlock.ts';
import { codeOfAsync, freshFolder } from '../fixtures.ts';
import { KEY_ID, type LocalAws, localAws, REGION, SECRET_KEY } from './local-aws.ts';
import { type LocalVault, localVault, policyOf } from './local-vault.ts';

/** The policy documents of the user's guide: what people paste is what is tested. */
const GUIDE = readFileSync(join(import.meta.dirname, '../../../../docs/key-stores.md'), 'utf8');
const blocks = (language: string) =>
  [...GUIDE.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, text]) => text!);

describe('the policies for HashiCorp Vault in the guide', () => {
  const [run, wrap, imports] = blocks('hcl').map(policyOf) as [
    ReturnType<typeof policyOf>,
    ReturnType<typeof policyOf>,
    ReturnType<typeof policyOf>,
  ];
  let vault: LocalVault;
  let now: number;
  beforeEach(async () => {
    now = Date.UTC(2026, 0, 1);
    vault = await localVault({ clock: () => now });
    vault.transit.make('holdfast');
    vault.kv2.set('secret/data/exchanges/binance', { version: 1, data: { apiKey: 'A', secret: 'S' } });
  });
  afterEach(() => vault.server.stop());

  const secretId = () => {
    const path = join(freshFolder(), 'secret-id');
    writeFileSync(path, 'secret-id-1', { mode: 0o600 });
    return path;
  };
  function client(policy: ReturnType<typeof policyOf>, login?: VaultLogin, environment = {}) {
    vault.roles.set('role-1', { secretIds: new Set(['secret-id-1']), ttl: 600, renewable: true, policy });
    return new VaultClient({
      ...{
        address: vault.server.url,
        namespace: null,
        ca: null,
        timeoutMs: 2000,
        environment,
        clock: () => now,
      },
      login: login ?? { method: 'approle', mount: 'approle', roleId: 'role-1', secretIdFile: secretId() },
    });
  }
  const provider = (one: VaultClient) =>
    vaultTransitProvider({ client: one, key: { mount: 'transit', name: 'holdfast' } });

  it('are three, and allow nothing by a pattern', () => {
    expect([run.length, wrap.length, imports.length]).toEqual([4, 1, 1]);
    for (const { path, capabilities } of [...run, ...wrap, ...imports]) {
      expect(path).not.toMatch(/[*+]/);
      expect(['read', 'update']).toContain(capabilities.join());
    }
  });

  it('allow all that is done, and all that they allow is done', async () => {
    const policy = [...run, ...wrap, ...imports];
    const home = join(freshFolder(), 'home');
    const one = client(policy);
    const kek = await initVault({ home, provider: provider(one) });
    await unlock({ home, provider: provider(one), kekIdInForce: kek.id });
    await rewrapVault({ home, provider: provider(one), kekIdInForce: kek.id });
    now += 500_000;
    await readKvSecret(one, 'secret/data/exchanges/binance');
    await one.close();
    const { id } = vault.issue({ policy });
    const given = client(policy, { method: 'token', file: null }, { VAULT_TOKEN: id });
    await unlock({ home, provider: provider(given), kekIdInForce: kek.id });
    const done = new Set(
      vault.server.log
        .filter(({ path }) => path !== '/v1/auth/approle/login')
        .map(({ method, path }) => `${path.slice(4)} ${method === 'GET' ? 'read' : 'update'}`),
    );
    expect([...done].sort()).toEqual(
      policy.map(({ path, capabilities }) => `${path} ${capabilities[0]}`).sort(),
    );
  });

  it('open a vault without the right to wrap, which making one needs', async () => {
    const home = join(freshFolder(), 'home');
    const kek = await initVault({ home, provider: provider(client([...run, ...wrap])) });
    await unlock({ home, provider: provider(client(run)), kekIdInForce: kek.id });
    const another = initVault({ home: join(freshFolder(), 'home'), provider: provider(client(run)) });
    expect(await codeOfAsync(another)).toBe('KEY_STORE_REFUSED');
    expect(await codeOfAsync(readKvSecret(client(run), 'secret/data/exchanges/binance'))).toBe(
      'KEY_STORE_REFUSED',
    );
  });
});

interface Statement {
  readonly Action: readonly string[];
  readonly Principal?: { readonly AWS: string };
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

describe('the policies for AWS in the guide', () => {
  const [ofKey, ofRole] = blocks('json').map((text) => JSON.parse(text).Statement as Statement[]) as [
    Statement[],
    Statement[],
  ];
  let aws: LocalAws;
  beforeEach(async () => {
    aws = await localAws();
    aws.makeKey('alias/holdfast');
    aws.secrets.set('holdfast/binance', { version: 'v', value: '{"apiKey":"A","secret":"S"}' });
  });
  afterEach(() => aws.server.stop());

  function client(allows: readonly string[]) {
    aws.identities.set(KEY_ID, { secret: SECRET_KEY, token: null, expired: false, allows });
    return new AwsClient({
      ...{ region: REGION, endpoints: { kms: aws.server.url, secretsmanager: aws.server.url } },
      ...{ credentials: 'environment', profile: null, ca: null, timeoutMs: 2000 },
      environment: { AWS_ACCESS_KEY_ID: KEY_ID, AWS_SECRET_ACCESS_KEY: SECRET_KEY },
    });
  }

  it('ask for the context that is sent', () => {
    for (const statement of [...ofKey, ...ofRole].filter(({ Action }) => Action.includes('kms:Decrypt')))
      expect(statement.Condition).toEqual({ StringLike: { [`kms:EncryptionContext:${CONTEXT_NAME}`]: '*' } });
  });

  it('let administrators use the key for nothing', () => {
    const administration = ofKey.find(({ Principal }) => Principal?.AWS.endsWith(':root'));
    expect(
      administration?.Action.filter((action) =>
        /crypt|GenerateDataKey|\*$/i.test(
          action.replace(/(Describe|Get|List|Put|Update|Enable|Disable)\*$/, ''),
        ),
      ),
    ).toEqual([]);
  });

  it('allow all that is done, and all that they allow is done', async () => {
    const allows = ofRole.flatMap(({ Action }) => Action);
    const one = client(allows);
    const home = join(freshFolder(), 'home');
    const provider = awsKmsProvider({ client: one, key: 'alias/holdfast' });
    const kek = await initVault({ home, provider });
    await unlock({ home, provider, kekIdInForce: kek.id });
    await rewrapVault({ home, provider, kekIdInForce: kek.id });
    await readManagedSecret(one, 'holdfast/binance');
    const done = aws.server.log.map(({ headers, body }) => {
      const [service, action] = String(headers['x-amz-target']).split('.');
      if (service === 'TrentService') expect(JSON.parse(body).EncryptionContext).toHaveProperty(CONTEXT_NAME);
      return `${service === 'TrentService' ? 'kms' : 'secretsmanager'}:${action}`;
    });
    expect([...new Set(done)].sort()).toEqual(allows.toSorted());
    expect(ofKey.find(({ Principal }) => Principal?.AWS.includes(':role/'))?.Action).toEqual([
      'kms:Decrypt',
      'kms:Encrypt',
    ]);
  });

  it('open a vault without the right to wrap', async () => {
    const home = join(freshFolder(), 'home');
    const key = 'alias/holdfast';
    const kek = await initVault({
      home,
      provider: awsKmsProvider({ client: client(['kms:Decrypt', 'kms:Encrypt']), key }),
    });
    await unlock({
      home,
      provider: awsKmsProvider({ client: client(['kms:Decrypt']), key }),
      kekIdInForce: kek.id,
    });
  });
});
