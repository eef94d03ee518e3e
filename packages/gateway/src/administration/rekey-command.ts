import { importKek } from '@holdfast/vault';
import { z } from 'zod';
import { command } from './command.ts';
import { rekeyDatabase } from './rekey.ts';

/** `holdfast vault rekey`: the database's part of it, between the vault file's two. */
export const vaultRekey = command({
  name: 'vault rekey',
  vault: 'open',
  authentication: 'fresh',
  arguments: z.strictObject({}),
  secrets: ['next'],
  run: async (operation, _given, secrets, { vault }) => {
    const next = importKek(secrets.get('next') ?? Buffer.alloc(0));
    const { rows, refused } = await vault.rekey(next, () => rekeyDatabase(operation, next));
    return { result: { rows, refused } };
  },
});
