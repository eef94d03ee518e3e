import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vaultTransitProvider } from '../../src/providers/vault-transit.ts';
import { VaultClient } from '../../src/stores/hashicorp/vault-client.ts';
import { initVault } from '../../src/vault-file/init.ts';
import { type LocalVault, localVault } from './local-vault.ts';

const CERTIFICATE = join(import.meta.dirname, '../../../gateway/test/upstream/certificates/first');
const CHILD = fileURLToPath(new URL('./memory-child.ts', import.meta.url));
const random = (name: string) => `${name}-${randomBytes(24).toString('base64url')}`;

describe.each(['http', 'https'])('a process that has asked a key store over %s', (scheme) => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-memory-'));
  const secrets = { secret: random('secret'), planted: random('planted'), 'secret id': random('id') };
  let vault: LocalVault;
  let snapshot: Buffer;
  let material: string;

  beforeAll(async () => {
    const tls = {
      key: readFileSync(`${CERTIFICATE}.key.pem`, 'utf8'),
      cert: readFileSync(`${CERTIFICATE}.cert.pem`, 'utf8'),
    };
    vault = await localVault(scheme === 'https' ? { tls } : {});
    vault.transit.make('holdfast');
    vault.roles.set('role-1', {
      secretIds: new Set([secrets['secret id']]),
      ttl: 600,
      renewable: true,
      policy: null,
    });
    vault.kv2.set('secret/data/x', {
      version: 1,
      data: { secret: secrets.secret, planted: secrets.planted },
    });
    const secretIdFile = join(folder, 'secret-id');
    writeFileSync(secretIdFile, secrets['secret id'], { mode: 0o600 });
    const home = join(folder, 'home');
    const client = new VaultClient({
      ...{ address: vault.server.url, namespace: null, ca: tls.cert, timeoutMs: 5000 },
      ...{ login: { method: 'token', file: null }, environment: { VAULT_TOKEN: vault.issue().id } },
    });
    const { id } = await initVault({
      home,
      provider: vaultTransitProvider({ client, key: { mount: 'transit', name: 'holdfast' } }),
    });
    // What went to the store when it was wrapped.
    material = JSON.parse(vault.server.log.find(({ path }) => path.includes('/encrypt/'))!.body).plaintext;
    const ca = scheme === 'https' ? `${CERTIFICATE}.cert.pem` : '';
    const orders = JSON.stringify({ address: vault.server.url, home, kekId: id, folder, ca, secretIdFile });
    const child = spawn(process.execPath, [CHILD, orders], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.stdin.end('x');
    await once(child, 'close');
    snapshot = readFileSync(join(folder, 'heap.heapsnapshot'));
  }, 60_000);
  afterAll(async () => {
    await vault?.server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has no string of what the store gave, or of what proved who it is', () => {
    for (const text of [secrets.secret, secrets['secret id'], material])
      expect(snapshot.includes(text)).toBe(false);
  });
  it('has the string that was kept on purpose, so that the test above tests something', () => {
    expect(snapshot.includes(secrets.planted)).toBe(true);
  });
});
