import { initVault } from '@holdfast/vault';
import type { Terminal } from '../terminal.ts';
import { loadConfig } from './config-file.ts';
import { providerOf } from './open-vault.ts';
import { operate } from './operate.ts';
import { SecretInput } from './secret-input.ts';

/** Runs `holdfast vault init`: a new key from its provider, then what the database keeps under it. */
export async function initVaultCommand(
  options: { readonly config?: string; readonly stdin?: true; readonly json?: true },
  terminal: Terminal,
): Promise<void> {
  const loaded = await loadConfig(options.config, terminal);
  const input = SecretInput.of(options);
  const kek = await initVault({ home: loaded.home, provider: await providerOf(loaded, input) });
  await operate(options, terminal, { command: 'vault init', arguments: {}, kek, input });
  const told = { kekId: kek.id, provider: loaded.config.vault.provider, home: loaded.home };
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify(told)}\n`
      : `The vault in ${told.home} is made; its key comes from: ${told.provider}.\n`,
  );
}
