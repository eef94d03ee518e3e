import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { isHoldfastError } from '@holdfast/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readKvSecret } from '../../src/stores/hashicorp/kv.ts';
import { VaultClient } from '../../src/stores/hashicorp/vault-client.ts';
import type { VaultLogin } from '../../src/stores/hashicorp/vault-settings.ts';
import { codeOf, codeOfAsync, freshFolder } from '../fixtures.ts';
import { type LocalVault, localVault } from './local-vault.ts';

let now: number;
let vault: LocalVault;
beforeEach(async () => {
  now = Date.UTC(2026, 0, 1);
  vault = await localVault({ clock: () => now });
  vault.kv2.set('secret/data/x', { version: 3, data: { apiKey: 'A', secret: 'S' } });
  vault.roles.set('role-1', {
    secretIds: new Set(['secret-id-1']),
    ttl: 3600,
    renewable: true,
    policy: null,
  });
});
afterEach(() => vault.server.stop().catch(() => undefined));

function file(content: string, mode = 0o600): string {
  const path = join(freshFolder(), 'credential');
  writeFileSync(path, content, { mode });
  chmodSync(path, mode);
  return path;
}
function client(login: VaultLogin, more: { namespace?: string; environment?: Record<string, string> } = {}) {
  return new VaultClient({
    ...{ address: vault.server.url, namespace: more.namespace ?? null, ca: null, timeoutMs: 2000 },
    ...{ login, environment: more.environment ?? {}, clock: () => now },
  });
}
const byToken = (content: string) => client({ method: 'token', file: file(content) });
const byRole = (secretId = 'secret-id-1', roleId = 'role-1') =>
  client({ method: 'approle', mount: 'approle', roleId, secretIdFile: file(secretId) });
const read = (one: VaultClient) => readKvSecret(one, 'secret/data/x');
const paths = () => vault.server.log.map(({ path }) => path.replace('/v1/', ''));

describe('a token that was given', () => {
  it('is looked up once, and used', async () => {
    const one = byToken(`${vault.issue().id}\n`);
    expect((await read(one)).marker).toBe('3');
    await read(one);
    expect(paths()).toEqual(['auth/token/lookup-self', 'secret/data/x', 'secret/data/x']);
  });
  it('comes from VAULT_TOKEN, which no child process inherits afterwards', async () => {
    const environment: Record<string, string> = { VAULT_TOKEN: vault.issue().id };
    await read(client({ method: 'token', file: null }, { environment }));
    expect(environment).toEqual({});
  });
  it('is renewed after two thirds of its time', async () => {
    const one = byToken(vault.issue({ ttl: 900 }).id);
    await read(one);
    now += 599_000;
    await read(one);
    expect(paths()).not.toContain('auth/token/renew-self');
    now += 2000;
    await read(one);
    expect(paths()).toContain('auth/token/renew-self');
    now += 599_000;
    await read(one);
    expect(paths().filter((path) => path.endsWith('renew-self')).length).toBe(1);
  });
  it('is used on while the store pauses at the time of its renewal', async () => {
    const one = byToken(vault.issue({ ttl: 900 }).id);
    await read(one);
    now += 650_000;
    vault.server.fault = (got, response) => {
      if (!got.path.endsWith('renew-self')) return false;
      response.writeHead(502).end();
      return true;
    };
    expect((await read(one)).marker).toBe('3');
  });
  it('is read from its file anew when its time is over, because an agent may have put another there', async () => {
    const path = file(vault.issue({ ttl: 60, renewable: false }).id);
    const one = client({ method: 'token', file: path });
    await read(one);
    now += 61_000;
    writeFileSync(path, vault.issue({ ttl: 60 }).id);
    expect((await read(one)).marker).toBe('3');
  });
  it('is read from its file anew when it ends before its time', async () => {
    const path = file(vault.issue().id);
    const one = client({ method: 'token', file: path });
    await read(one);
    vault.tokens.clear();
    writeFileSync(path, vault.issue().id);
    expect((await read(one)).marker).toBe('3');
  });
  it('that stays refused is not tried again and again', async () => {
    const one = byToken(vault.issue().id);
    await read(one);
    vault.tokens.clear();
    const before = vault.server.log.length;
    expect(await codeOfAsync(read(one))).toBe('KEY_STORE_REFUSED');
    expect(vault.server.log.length).toBe(before + 1);
  });
  it('in its last second is not taken for one without an end', async () => {
    const one = byToken(vault.issue({ ttl: 60 }).id);
    now += 59_500;
    await read(one);
    now += 2000;
    expect(await codeOfAsync(read(one))).toBe('KEY_STORE_REFUSED');
    const root = byToken(vault.issue({ ttl: 0 }).id);
    await read(root);
    now += 10 * 365 * 86_400_000;
    await read(root);
  });
  it('that has expired is refused, and is in no message', async () => {
    const token = vault.issue({ ttl: 60 }).id;
    now += 61_000;
    const failing = read(byToken(token));
    expect(await codeOfAsync(failing)).toBe('KEY_STORE_REFUSED');
    const error = await failing.catch((one: unknown) => one);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(token);
    expect(isHoldfastError(error) && error.message).toContain('expired');
  });
  it('is not revoked at the end: it is somebody else’s', async () => {
    const one = byToken(vault.issue().id);
    await read(one);
    await one.close();
    expect(vault.tokens.size).toBe(1);
  });
  it.each([
    ['readable by others', 0o644],
    ['writable by a group', 0o660],
  ])('in a file %s is not used', async (_, mode) => {
    const one = client({ method: 'token', file: file(vault.issue().id, mode) });
    expect(await codeOfAsync(read(one))).toBe('KEY_STORE_CREDENTIALS');
    expect(vault.server.log).toEqual([]);
  });
  it('in a link, an empty file, or one with several lines is not used', async () => {
    const link = join(freshFolder(), 'link');
    symlinkSync(file(vault.issue().id), link);
    expect(await codeOfAsync(read(client({ method: 'token', file: link })))).toBe('KEY_STORE_CREDENTIALS');
    for (const content of ['', '\n', 'two\nlines', 'a"quote', 'ümlaut', 'x'.repeat(70_000)])
      expect(await codeOfAsync(read(byToken(content)))).toBe('KEY_STORE_CREDENTIALS');
    expect(vault.server.log).toEqual([]);
  });
});

describe('a login by AppRole', () => {
  it('gives a token, which is revoked at the end', async () => {
    const one = byRole();
    await read(one);
    expect(vault.tokens.size).toBe(1);
    await one.close();
    expect(vault.tokens.size).toBe(0);
  });
  it('is repeated when the token can’t be renewed', async () => {
    vault.roles.set('role-1', {
      secretIds: new Set(['secret-id-1']),
      ttl: 60,
      renewable: false,
      policy: null,
    });
    const one = byRole();
    await read(one);
    now += 45_000;
    await read(one);
    expect(paths().filter((path) => path.endsWith('login')).length).toBe(2);
  });
  it('is repeated when the renewal is refused', async () => {
    const one = byRole();
    await read(one);
    vault.tokens.clear();
    now += 3_000_000;
    expect((await read(one)).marker).toBe('3');
  });
  it('is repeated once when the token was revoked before its time', async () => {
    const one = byRole();
    await read(one);
    vault.tokens.clear();
    expect((await read(one)).marker).toBe('3');
    expect(paths().filter((path) => path.endsWith('login')).length).toBe(2);
  });
  it('happens once for many requests at a time', async () => {
    const one = byRole();
    await Promise.all([read(one), read(one), read(one)]);
    expect(paths().filter((path) => path.endsWith('login')).length).toBe(1);
  });
  it.each([
    ['secret id', byRole.bind(null, 'wrong-secret-id')],
    ['role id', byRole.bind(null, 'secret-id-1', 'nobody')],
  ])('with a wrong %s is refused at once, without its text', async (_, make) => {
    const failing = read(make());
    expect(await codeOfAsync(failing)).toBe('KEY_STORE_REFUSED');
    const shown = inspect(await failing.catch((error: unknown) => error), { depth: 9, showHidden: true });
    expect(shown).not.toMatch(/wrong-secret-id|secret-id-1/);
    expect(shown).toContain('role id or the secret id');
  });
  it('that is denied a path stays denied: no endless logging in', async () => {
    vault.roles.set('role-1', { secretIds: new Set(['secret-id-1']), ttl: 60, renewable: true, policy: [] });
    const one = byRole();
    expect(await codeOfAsync(read(one))).toBe('KEY_STORE_REFUSED');
    expect(paths().filter((path) => path.endsWith('login')).length).toBe(2);
    expect(paths().filter((path) => path === 'secret/data/x').length).toBe(2);
  });
});

describe('a login by Kubernetes', () => {
  it('uses the pod’s token, which is a link and readable by all in the container', async () => {
    vault.roles.set('holdfast', {
      secretIds: new Set(['jwt.of.pod']),
      ttl: 60,
      renewable: true,
      policy: null,
    });
    const link = join(freshFolder(), 'token');
    symlinkSync(file('jwt.of.pod', 0o644), link);
    const login = { method: 'kubernetes', mount: 'kubernetes', role: 'holdfast', tokenFile: link } as const;
    expect((await read(client(login))).marker).toBe('3');
  });
});

describe('a namespace', () => {
  it('goes along with every request, the login too', async () => {
    vault.namespace = 'team/a';
    const login = {
      method: 'approle',
      mount: 'approle',
      roleId: 'role-1',
      secretIdFile: file('secret-id-1'),
    } as const;
    expect((await read(client(login, { namespace: 'team/a' }))).marker).toBe('3');
    expect(await codeOfAsync(read(client(login)))).toBe('KEY_STORE_REFUSED');
  });
  it.each(['a b', '../x', 'a\r\nX-Vault-Token: y', '', '/a'])('is not %j', (namespace) => {
    expect(codeOf(() => client({ method: 'token', file: null }, { namespace }))).toBe('CONFIG_INVALID');
  });
});

describe('a store in trouble', () => {
  const trouble = async (set: () => void) => {
    const one = byToken(vault.issue().id);
    await read(one);
    set();
    const failing = read(one);
    const code = await codeOfAsync(failing);
    return { code, message: String(await failing.catch((error: Error) => error.message)) };
  };
  it('that is sealed may be unsealed later', async () => {
    const { code, message } = await trouble(() => {
      vault.sealed = true;
    });
    expect(code).toBe('KEY_STORE_UNREACHABLE');
    expect(message).toContain('sealed');
  });
  it('that limits rates may answer later', async () => {
    const busy = () => {
      vault.busy = true;
    };
    expect((await trouble(busy)).code).toBe('KEY_STORE_UNREACHABLE');
  });
  it('that is a standby sends to another host, where the token does not go', async () => {
    const other = await localVault();
    try {
      const { code, message } = await trouble(() => {
        vault.standbyOf = other.server.url;
      });
      expect(code).toBe('KEY_STORE_UNREACHABLE');
      expect(message).toContain('standby');
      expect(other.server.log).toEqual([]);
    } finally {
      await other.server.stop();
    }
  });
  it.each([472, 473, 412, 500, 502, 503])('that answers with status %d may answer later', async (status) => {
    const { code } = await trouble(() => {
      vault.server.fault = (_, response) => Boolean(response.writeHead(status).end('{"errors":["x"]}'));
    });
    expect(code).toBe('KEY_STORE_UNREACHABLE');
  });
  it.each([
    ['no JSON', '<html>'],
    ['an empty body', ''],
    ['a list', '[]'],
    ['a name twice', '{"data":{"data":{"secret":"a"},"metadata":{"version":1}},"data":{}}'],
    ['no data', '{"auth":null}'],
    ['a text for data', '{"data":"secret"}'],
  ])('that answers with %s is not understood', async (_, body) => {
    const { code } = await trouble(() => {
      vault.server.fault = (__, response) => Boolean(response.writeHead(200).end(body));
    });
    expect(code).toBe('KEY_STORE_ANSWER_INVALID');
  });
  it('repeats nothing that an error says: it may be the token', async () => {
    const token = vault.issue().id;
    vault.server.fault = (got, response) =>
      Boolean(
        response
          .writeHead(403)
          .end(JSON.stringify({ errors: [`token ${got.headers['x-vault-token']} is bad`] })),
      );
    const error = await read(byToken(token)).catch((one: unknown) => one);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(token);
  });
  it.each([
    ['negative', -5],
    ['fractional', 1.5],
    ['a text', '60'],
    ['missing', null],
  ])('whose lease is %s is not understood', async (_, ttl) => {
    vault.server.fault = (__, response) =>
      Boolean(response.writeHead(200).end(JSON.stringify({ data: { ttl, renewable: true } })));
    expect(await codeOfAsync(read(byToken(vault.issue().id)))).toBe('KEY_STORE_ANSWER_INVALID');
  });
});

describe('a secret of the KV engine', () => {
  it('has a version in version 2, and none in version 1', async () => {
    vault.kv1.set('kv/x', { apiKey: 'A', data: 'not the second version', metadata: 'neither' });
    const one = byToken(vault.issue().id);
    const first = await readKvSecret(one, 'kv/x');
    expect(first.marker).toBeNull();
    expect([...first.fields.keys()]).toEqual(['apiKey', 'data', 'metadata']);
    const second = await readKvSecret(one, 'secret/data/x');
    expect(second.marker).toBe('3');
    expect([...second.fields.keys()]).toEqual(['apiKey', 'secret']);
  });
  it('that is deleted, or was never there, is refused', async () => {
    vault.kv2.set('secret/data/gone', { version: 4, data: null });
    const one = byToken(vault.issue().id);
    for (const path of ['secret/data/gone', 'secret/data/never'])
      expect(await codeOfAsync(readKvSecret(one, path))).toBe('KEY_STORE_REFUSED');
  });
});
