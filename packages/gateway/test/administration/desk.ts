import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportKek, importKek, type Kek } from '@holdfast/vault';
import { startTestDatabase, type TestDatabase } from '../../../database/test/test-database.ts';
import { Administration } from '../../src/administration/administration.ts';
import { NO_GATEWAY, type VaultControl } from '../../src/administration/command.ts';
import { administrationCommands } from '../../src/administration/commands.ts';
import {
  ask,
  type Composed,
  readGreeting,
  serveConversation,
} from '../../src/administration/conversation.ts';
import type { Answer } from '../../src/administration/protocol.ts';
import { defaultConfig, fromPlain, settingsOf } from '../../src/config/read-config.ts';
import { socketPair } from './socket-pair.ts';

export const ADA = 'ada has five random words';

/** An administration over a real database, and who asks it. */
export interface Desk {
  readonly database: TestDatabase;
  readonly kek: Kek;
  /** As an operator's command in a process of its own would be, with the vault's key lent to it. */
  ask(command: string, given?: object, options?: AskOptions): Promise<Answer>;
  /** An administration whose vault is in another state. */
  administration(vault?: VaultControl): Administration;
  reports: string[];
  stop(): Promise<void>;
}

export interface AskOptions {
  readonly passphrase?: string | null;
  readonly name?: string | null;
  readonly key?: KeyObject;
  readonly secrets?: Readonly<Record<string, Buffer>>;
  readonly kek?: Kek | null;
  readonly administration?: Administration;
}

/** @param operator the first operator, with the passphrase of `ADA`; null: a vault without operators */
export async function openDesk(operator: string | null = 'ada'): Promise<Desk> {
  const database = await startTestDatabase();
  const kek = newKek();
  const auditFolder = mkdtempSync(join(tmpdir(), 'holdfast-desk-'));
  const reports: string[] = [];
  const settings = fromPlain(
    settingsOf(defaultConfig(), {
      replica: 'desk',
      version: '0.1.0',
      readFile: () => '',
      resolvePath: (path) => path,
    }),
  );
  const administration = (vault: VaultControl = NO_GATEWAY) =>
    new Administration({
      db: database.as('holdfast_operator'),
      replica: 'desk',
      commands: administrationCommands,
      settings,
      auditFolder,
      clock: Date.now,
      vault,
    });
  const own = administration();
  const desk: Desk = {
    database,
    kek,
    reports,
    administration,
    ask: async (command, given = {}, options = {}) => {
      const [ours, theirs] = await socketPair();
      const served = serveConversation(theirs, options.administration ?? own, 5000, (text) =>
        reports.push(text),
      );
      try {
        return await ask(ours, await readGreeting(ours), composed(command, given, options, kek));
      } finally {
        ours.destroy();
        await served;
      }
    },
    stop: async () => {
      await database.stop();
      rmSync(auditFolder, { recursive: true, force: true });
    },
  };
  await desk.ask(
    'vault init',
    { operator },
    {
      passphrase: null,
      secrets: operator === null ? {} : { 'new-passphrase': Buffer.from(ADA) },
    },
  );
  return desk;
}

/** What a client sends. */
export function composed(
  command: string,
  given: object,
  { passphrase = ADA, name = null, key, secrets = {}, kek }: AskOptions,
  lent: Kek,
): Composed {
  const chosen = kek === undefined ? lent : kek;
  const operator: Composed['operator'] =
    key !== undefined
      ? { name, sign: (bytes) => sign(null, bytes, key) }
      : passphrase === null
        ? null
        : { name, passphrase: Buffer.from(passphrase) };
  return {
    call: { command, arguments: { ...given }, reason: 'a test', account: 'tester' },
    parts: new Map(Object.entries({ ...(chosen === null ? {} : { kek: exportKek(chosen) }), ...secrets })),
    operator,
  };
}

export function newKek(): Kek {
  return importKek(Buffer.concat([Buffer.from('HFK\x01', 'latin1'), randomBytes(48)]));
}

/** An operator's key pair. */
export function operatorKey(): { readonly key: KeyObject; readonly pem: Buffer } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    key: createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' })),
    pem: Buffer.from(publicKey.export({ format: 'pem', type: 'spki' })),
  };
}
