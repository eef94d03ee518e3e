import type { Terminal } from '../terminal.ts';
import type { LoadedConfig } from './config-file.ts';
import { vaultClientOf } from './key-stores.ts';

const AFTER_FAILURE_MS = 60_000;
const MOST_MS = 2 ** 31 - 1;

/**
 * Renews the token that the configuration names for as long as the gateway runs, so that the next start, or the next look at
 * imported keys, finds it valid. Tokens that are got by a login are not kept: each need has its own.
 *
 * What goes wrong is said, and stops nothing: an open gateway needs no store.
 *
 * @returns ends it
 */
export async function keepToken(loaded: LoadedConfig, terminal: Terminal): Promise<() => void> {
  const { stores, vault, imports } = loaded.config;
  const needed = vault.provider === 'vault-transit' || imports.every_minutes !== null;
  if (!needed || stores.vault?.login.method !== 'token') return () => undefined;
  const client = await vaultClientOf(loaded);
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const turn = async () => {
    let wait: number | null = AFTER_FAILURE_MS;
    try {
      await client.token();
      wait = client.dueInMs();
    } catch (error) {
      terminal.stderr.write(
        `The token of the key store was not renewed: ${error instanceof Error ? error.message : String(error)} The gateway goes on without it.\n`,
      );
    }
    if (!ended && wait !== null) timer = setTimeout(turn, Math.min(wait, MOST_MS));
  };
  void turn();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
