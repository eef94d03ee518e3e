import { recordEntry } from '@holdfast/database';
import { z } from 'zod';
import { encodeContent, TEXT_LIMITS } from '../audit/content-bytes.ts';
import { safeText } from '../audit/text.ts';
import { openAudit } from '../process/audit-service.ts';
import { operatorText } from './change.ts';
import { command } from './command.ts';

/** `holdfast audit accept-rollback`. */
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
      const { kept } = log;
      if (!log.frozen || kept === null) return { result: { accepted: false } };
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
      return { result: { accepted: true } };
    } finally {
      await close();
    }
  },
});
