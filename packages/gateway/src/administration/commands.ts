import { acceptRollback } from './audit-commands.ts';
import type { CheckedCommand } from './command.ts';
import { keyAccept, keyAdd, keyCheck, keyNonceFloor, keyRetire, keyRotate } from './exchange-key-commands.ts';
import { freeze, thaw, vkeyIssue, vkeyRevoke, vkeyRotate, vkeyUnwrap } from './key-commands.ts';
import { keyDelete, keyPurge, keySchedule, keyUndelete, vkeySchedule } from './key-hygiene-commands.ts';
import { keyImport, keyReimport } from './key-import-commands.ts';
import { operatorAdd, operatorList, operatorRemove } from './operator-commands.ts';
import { vaultRekey } from './rekey-command.ts';
import { vaultInit, vaultSeal, vaultStatus, vaultUnseal } from './vault-commands.ts';

const ALL: readonly CheckedCommand[] = [
  vaultInit,
  vaultUnseal,
  vaultSeal,
  vaultStatus,
  vaultRekey,
  keyAdd,
  keyImport,
  keyReimport,
  keyRotate,
  keyRetire,
  keyCheck,
  keyAccept,
  keyNonceFloor,
  keySchedule,
  keyDelete,
  keyUndelete,
  keyPurge,
  vkeyIssue,
  vkeyRotate,
  vkeySchedule,
  vkeyUnwrap,
  vkeyRevoke,
  freeze,
  thaw,
  acceptRollback,
  operatorAdd,
  operatorRemove,
  operatorList,
];

/** Every command of the administration, by name. */
export const administrationCommands: ReadonlyMap<string, CheckedCommand> = new Map(
  ALL.map((command) => [command.name, command]),
);
