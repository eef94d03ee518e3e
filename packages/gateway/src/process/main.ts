import { readSync } from 'node:fs';
import { connect, type DatabaseAddress } from '@holdfast/database';
import { isHoldfastError } from '@holdfast/errors';
import { EXPORTED_KEK_BYTES, importKek } from '@holdfast/vault';
import { fromPlain, type PlainSettings } from '../config/read-config.ts';
import { dialects } from '../dialects/index.ts';
import { keepAudit, openAudit } from './audit-service.ts';
import { startGateway } from './running-gateway.ts';

/*
 * The gateway's own process. The launcher starts it under Node's permission model with an empty environment, writes
 * what it may know to standard input and the key-encryption key to file descriptor 3, and ends it with SIGTERM.
 */

/** What the launcher writes to standard input, as one JSON text. */
export interface Orders {
  readonly settings: PlainSettings;
  readonly database: { readonly address: DatabaseAddress; readonly password: string };
  /** Folder of the local file of checkpoints; the only one that may be written to. */
  readonly auditFolder: string;
}

const KEK_DESCRIPTOR = 3;

async function main(): Promise<void> {
  const { settings, database, auditFolder } = JSON.parse(await readInput()) as Orders;
  const db = connect({
    address: database.address,
    user: 'holdfast_gateway',
    password: database.password,
    connections: 8,
  });
  const kek = importKek(readKek());
  const log = (message: string) => process.stderr.write(`gateway: ${message}\n`);
  const endAudit = await keepAudit(await openAudit(db, kek, settings.replica, auditFolder), log);
  const gateway = await startGateway({
    db,
    kek,
    dialects,
    settings: fromPlain(settings),
    clock: Date.now,
    monotonic: () => performance.now(),
    log,
  });
  const scheme = settings.tls === null ? 'http' : 'https';
  const host = settings.listen.host.includes(':') ? `[${settings.listen.host}]` : settings.listen.host;
  process.stdout.write(`gateway ready on ${scheme}://${host}:${gateway.port}\n`);
  const stop = () => {
    gateway
      .stop()
      .then(endAudit)
      .then(() => db.close())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.once('SIGTERM', stop);
  // Ctrl-C reaches the whole terminal; the launcher decides.
  process.on('SIGINT', () => undefined);
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
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
