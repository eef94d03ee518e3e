import { Socket } from 'node:net';
import { connect } from '@holdfast/database';
import { Administration } from '../administration/administration.ts';
import { NO_GATEWAY } from '../administration/command.ts';
import { administrationCommands } from '../administration/commands.ts';
import { serveConversation } from '../administration/conversation.ts';
import { fromPlain } from '../config/read-config.ts';
import { readOrders } from './orders.ts';

/*
 * A process for one operator's command, while no gateway runs or the running one is sealed. It is started like the
 * gateway's own, under Node's permission model and with an empty environment; the conversation is on descriptor 3.
 */

const CONVERSATION_DESCRIPTOR = 3;

async function main(): Promise<void> {
  const { settings, database, auditFolder } = await readOrders();
  const stream = new Socket({ fd: CONVERSATION_DESCRIPTOR, readable: true, writable: true });
  const db = connect({
    address: database.address,
    user: 'holdfast_operator',
    password: database.passwords.holdfast_operator,
    connections: 3,
  });
  const administration = new Administration({
    db,
    replica: 'command',
    commands: administrationCommands,
    settings: fromPlain(settings),
    auditFolder,
    clock: Date.now,
    vault: NO_GATEWAY,
  });
  const report = (message: string) => process.stderr.write(`holdfast: ${message}\n`);
  await serveConversation(stream, administration, null, report);
  await db.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`holdfast: ${error instanceof Error ? error.name : 'error'}\n`);
    process.exit(1);
  },
);
