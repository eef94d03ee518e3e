import { recordEntry } from '@holdfast/database';
import { z } from 'zod';
import { encodeContent, TEXT_LIMITS } from '../audit/content-bytes.ts';
import { MerkleTree } from '../audit/merkle.ts';
import { safeText } from '../audit/text.ts';
import { openAudit } from '../process/audit-service.ts';
import { operatorText } from './change.ts';
import { command } from './command.ts';
import { checkRestoreHold, findRestored, forgetRestored } from './restored.ts';

/** What is given up where no checkpoint was kept. */
const NOTHING = { size: 0, root: new MerkleTree().root() };

/** `holdfast audit accept-rollback`: goes on with a database that was restored, or is older than what was signed. */
export const acceptRollback = command({
  name: 'audit accept-rollback',
  vault: 'open',
  authentication: 'fresh',
  arguments: z.strictObject({}),
  secrets: [],
  run: async (operation, _given, _secrets, { auditFolder }) => {
    const { db, kek, replica, reason } = operation;
    const { log, close } = await openAudit(db, kek, replica, auditFolder);
    try {
      const restored = await findRestored(db);
      if (!log.frozen) return { result: { accepted: false } };
      if (restored !== null) await checkRestoreHold(db, restored);
      const kept = log.kept ?? NOTHING;
      const content = encodeContent({
        kind: 'rollback-accepted',
        abandonedSize: kept.size,
        abandonedRoot: kept.root.toString('hex'),
        size: log.size,
        operator: operatorText(operation),
        reason: safeText(reason ?? '', TEXT_LIMITS.reason),
      });
      await recordEntry(db, replica, 'administration', content);
      log.acceptRollback();
      await log.checkpoint();
      if (restored !== null) await forgetRestored(db);
      const { standing } = log;
      return { result: { accepted: true, standing, backupOf: restored?.takenAt ?? null } };
    } finally {
      await close();
    }
  },
});
