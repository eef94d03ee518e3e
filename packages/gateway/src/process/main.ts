import { readSync } from 'node:fs';
import { Socket } from 'node:net';
import { connect } from '@holdfast/database';
import { isHoldfastError } from '@holdfast/errors';
import { EXPORTED_KEK_BYTES, importKek, type Kek } from '@holdfast/vault';
import { serveAdminSocket } from '../administration/admin-socket.ts';
import { Administration } from '../administration/administration.ts';
import { administrationCommands } from '../administration/commands.ts';
import { mendRevoked } from '../administration/mend-revoked.ts';
import { DEFAULT_KEY_SETTINGS } from '../config/key-settings.ts';
import { fromPlain } from '../config/read-config.ts';
import { dialects } from '../dialects/index.ts';
import { keepAudit, openAudit } from './audit-service.ts';
import { AuditWatch } from './audit-watch.ts';
import { GatewayVault } from './gateway-vault.ts';
import { KeyWatch } from './key-watch.ts';
import { readOrders } from './orders.ts';
import { postText } from './post-text.ts';
import { startGateway } from './running-gateway.ts';

/*
 * The gateway's own process. The launcher starts it under Node's permission model with an empty environment, writes
 * what it may know to standard input and the key-encryption key to file descriptor 3, and ends it with SIGTERM.
 */

/** The pipe of the key; it stays open as long as the launcher lives. */
const LAUNCHER_DESCRIPTOR = 3;

async function main(): Promise<void> {
  const { settings, database, auditFolder, admin } = await readOrders();
  const { address, passwords } = database;
  const db = connect({
    address,
    user: 'holdfast_gateway',
    password: passwords.holdfast_gateway,
    connections: 8,
  });
  const kek = readKek();
  const log = (message: string) => process.stderr.write(`gateway: ${message}\n`);
  const audit = new AuditWatch(Date.now, log);
  const vault = new GatewayVault(async (key) =>
    keepAudit(
      await openAudit(db, key, settings.replica, auditFolder, {
        files: settings.checkpointFiles,
        urls: settings.checkpointUrls,
      }),
      audit,
    ),
  );
  if (kek !== null) await vault.unseal(kek);
  const plain = fromPlain(settings);
  const gateway = await startGateway({
    db,
    kek,
    onOutdated: () => void vault.seal().catch(() => log('the audit log could not be ended')),
    dialects,
    settings: plain,
    clock: Date.now,
    monotonic: () => performance.now(),
    log,
    audit,
  });
  audit.onFailure(() => gateway.metrics.checkpointFailed());
  vault.attach(gateway);
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
    vault,
    gateway,
  });
  if (kek !== null) {
    const operation = { db: operatorDb, kek, operator: 'gateway', replica: settings.replica, reason: null };
    await mendRevoked(operation);
  }
  const keyWatch = new KeyWatch({
    db: operatorDb,
    replica: settings.replica,
    settings: plain.keys ?? DEFAULT_KEY_SETTINGS,
    kek: () => vault.kek,
    clock: Date.now,
    monotonic: () => performance.now(),
    post: postText,
    log,
  });
  gateway.metrics.showKeys(keyWatch);
  keyWatch.start();
  const endAdministration = await serveAdminSocket(admin, administration, log);
  const scheme = settings.tls === null ? 'http' : 'https';
  const host = settings.listen.host.includes(':') ? `[${settings.listen.host}]` : settings.listen.host;
  if (kek === null) log('sealed: every request is refused until "holdfast vault unseal"');
  if (settings.metrics !== null) {
    log(`health and metrics are on port ${gateway.metricsPort}`);
  }
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    endAdministration()
      .then(() => keyWatch.stop())
      .then(() => gateway.stop())
      .then(() => vault.seal())
      .then(() => Promise.all([db.close(), operatorDb.close()]))
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.once('SIGTERM', stop);
  // A launcher that was killed takes the database with it.
  new Socket({ fd: LAUNCHER_DESCRIPTOR, readable: true }).once('close', stop).resume();
  // Ctrl-C reaches the whole terminal; the launcher decides.
  process.on('SIGINT', () => undefined);
  // Last: who reads it may end the gateway at once.
  process.stdout.write(`gateway ready on ${scheme}://${host}:${gateway.port}\n`);
}

/** The key that the launcher sent after a byte 1; null when it sent a byte 0, to start sealed. */
function readKek(): Kek | null {
  if (readBytes(1)[0] === 0) return null;
  return importKek(readBytes(EXPORTED_KEK_BYTES));
}

function readBytes(count: number): Buffer {
  const bytes = Buffer.alloc(count);
  let length = 0;
  while (length < bytes.length) {
    const read = readSync(LAUNCHER_DESCRIPTOR, bytes, length, bytes.length - length, null);
    if (read === 0) throw new Error('the launcher ended');
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
