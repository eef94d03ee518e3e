/**
 * Opens a vault by Transit and reads a secret, as the launcher and the commands do, and keeps one as a string on purpose. Says
 * `ready`, and writes a heap snapshot when told to go on.
 */
import { readFileSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { writeHeapSnapshot } from 'node:v8';
import { vaultTransitProvider } from '../../src/providers/vault-transit.ts';
import { readKvSecret } from '../../src/stores/hashicorp/kv.ts';
import { VaultClient } from '../../src/stores/hashicorp/vault-client.ts';
import { forgetJson } from '../../src/stores/secret-json.ts';
import { unlock } from '../../src/vault-file/unlock.ts';

const { address, home, kekId, folder, ca, secretIdFile } = JSON.parse(process.argv[2]!) as Record<
  string,
  string
>;
const client = new VaultClient({
  ...{
    address: address!,
    namespace: null,
    ca: ca === '' ? null : readFileSync(ca!, 'utf8'),
    timeoutMs: 5000,
  },
  ...{
    environment: {},
    login: { method: 'approle', mount: 'approle', roleId: 'role-1', secretIdFile: secretIdFile! },
  },
});
const provider = vaultTransitProvider({ client, key: { mount: 'transit', name: 'holdfast' } });
const kept: unknown[] = [];
for (let n = 0; n < 20; n++) kept.push(await unlock({ home: home!, provider, kekIdInForce: kekId! }));
for (let n = 0; n < 20; n++) {
  const { fields } = await readKvSecret(client, 'secret/data/x');
  if (n === 0) kept.push((fields.get('planted') as Buffer).toString('utf8'));
  for (const value of fields.values()) forgetJson(value);
}
// Answers to connections that are over may still be on their way through the event loop.
await setTimeout(50);
writeSync(1, 'ready');
readSync(0, Buffer.alloc(1));
writeHeapSnapshot(join(folder!, 'heap.heapsnapshot'));
writeSync(1, kept.length > 0 ? ' done' : '');
