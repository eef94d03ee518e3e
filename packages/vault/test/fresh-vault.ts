import { join } from 'node:path';
import type { Kek } from '../src/kek.ts';
import { initVault } from '../src/vault-file/init.ts';
import { fixedProvider } from './fixed-provider.ts';
import { freshFolder } from './fixtures.ts';

/** A vault whose key comes from `fixedProvider('one')`; it is removed after the test. */
export async function freshVault(): Promise<{ home: string; kek: Kek; file: string }> {
  const home = join(freshFolder(), 'home');
  const kek = await initVault({ home, provider: fixedProvider('one') });
  return { home, kek, file: join(home, 'vault', 'vault.json') };
}
