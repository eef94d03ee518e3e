import { readSync } from 'node:fs';
import { connect } from '@holdfast/database';
import { isHoldfastError } from '@holdfast/errors';
import { EXPORTED_KEK_BYTES, importKek } from '@holdfast/vault';
import { serveAdminSocket } from '../administration/admin-socket.ts';
import { Administration } from '../administration/administration.ts';
import { administrationCommands } from '../administration/commands.ts';
import { fromPlain } from '../config/read-config.ts';
import { dialects } from '../dialects/index.ts';
import { keepAudit, openAudit } from './audit-service.ts';
import { readOrders } from './orders.ts';
import { startGateway } from './running-gateway.ts';

/*
 * The gateway's own process. The launcher starts it under Node's permission model with an empty environment, writes
 * what it may know to standard input and the key-encryption key to file descriptor 3, and ends it with SIGTERM.
 */

const KEK_DESCRIPTOR = 3;

async function main(): Promise<void> {
  const { settings, database, auditFolder, admin } = await readOrders();
  const { address, passwords } = database;
  const db = connect({
    address,
    user: 'holdfast_gateway',
    password: passwords.holdfast_gateway,
    connections: 8,
  });
  const kek = importKek(readKek());
  const log = (message: string) => process.stderr.write(`gateway: ${message}\n`);
  const endAudit = await keepAudit(await openAudit(db, kek, settings.replica, auditFolder), log);
  const plain = fromPlain(settings);
  const gateway = await startGateway({
    db,
    kek,
    dialects,
    settings: plain,
    clock: Date.now,
    monotonic: () => performance.now(),
    log,
  });
  const operatorDb = connect({
    address,
    user: 'holdfast_operator',
    password: passwords.holdfast_operator,
    connections: 3,
  });
  const administration = new Administration({
    db: operatorDb,
    replica: settings.replica,
    commands: administrationCommands,
    settings: plain,
    auditFolder,
    clock: Date.now,
    vault: { state: 'open', kek },
  });
  const endAdministration = await serveAdminSocket(admin, administration, log);
  const scheme = settings.tls === null ? 'http' : 'https';
  const host = settings.listen.host.includes(':') ? `[${settings.listen.host}]` : settings.listen.host;
  process.stdout.write(`gateway ready on ${scheme}://${host}:${gateway.port}\n`);
  const stop = () => {
    endAdministration()
      .then(() => gateway.stop())
      .then(endAudit)
      .then(() => Promise.all([db.close(), operatorDb.close()]))
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.once('SIGTERM', stop);
  // Ctrl-C reaches the whole terminal; the launcher decides.
  process.on('SIGINT', () => undefined);
}

function readKek(): Buffer {
  const bytes = Buffer.alloc(EXPORTED_KEK_BYTES);
  let length = 0;
  while (length < bytes.length) {
    const read = readSync(KEK_DESCRIPTOR, bytes, length, bytes.length - length, null);
    if (read === 0) break;
    length += read;
  }
  return bytes;
}

main().catch((error: unknown) => {
  const told = isHoldfastError(error)
    ? JSON.stringify(error)
    : JSON.stringify({ code: 'GATEWAY_FAILED', message: String(error) });
  process.stderr.write(`gateway failed: ${told}\n`);
  process.exit(1);
});
