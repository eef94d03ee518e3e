/**
 * Makes a vault with the key in the session's real keyring, opens it again, and checks what goes wrong. Prints `kept`
 * at the end.
 */
import { writeSync } from 'node:fs';
import { isHoldfastError } from '@holdfast/errors';
import { osKeyringProvider } from '../src/providers/os-keyring.ts';
import { initVault } from '../src/vault-file/init.ts';
import { readVault } from '../src/vault-file/storage.ts';
import { unlock } from '../src/vault-file/unlock.ts';

const [home] = process.argv.slice(2) as [string];
const provider = osKeyringProvider({ service: 'holdfast-test' });
const made = await initVault({ home, provider });
const opened = await unlock({ home, provider, kekIdInForce: made.id });
const { provider: parameters } = readVault(home).current;
const missing = await provider
  .open({ ...parameters, account: 'kek-missing' } as typeof parameters, made.id)
  .then(
    () => 'opened',
    (error) => (isHoldfastError(error) ? error.code : 'unexpected'),
  );
const again = await provider.create(made.id).then(
  () => 'made twice',
  (error) => (isHoldfastError(error) ? error.code : 'unexpected'),
);
const right =
  opened.key.equals(made.key) && missing === 'KEYRING_UNAVAILABLE' && again === 'KEYRING_UNAVAILABLE';
writeSync(1, right ? 'kept' : JSON.stringify({ missing, again }));
