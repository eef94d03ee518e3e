import { HoldfastError } from '@holdfast/errors';
import { z } from 'zod';
import { createAuditKey } from './audit-settings.ts';
import { command } from './command.ts';
import { KEK_SETTING, kekIdInForce } from './kek-in-force.ts';

/** `holdfast vault init`: the database's part of it, with the key that was just made. */
export const vaultInit = command({
  name: 'vault init',
  vault: 'new',
  authentication: 'none',
  arguments: z.strictObject({}),
  secrets: [],
  run: async ({ db, kek }) => {
    if ((await kekIdInForce(db)) !== null) {
      throw new HoldfastError(
        'VAULT_EXISTS',
        'The database belongs to a vault already. It is left as it is.',
      );
    }
    await db.kysely
      .insertInto('settings')
      .values({ name: KEK_SETTING, value: Buffer.from(kek.id, 'ascii'), row_mac: null })
      .execute();
    await createAuditKey(db, kek);
    return { result: { kekId: kek.id } };
  },
});
