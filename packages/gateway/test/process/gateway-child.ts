import { text } from 'node:stream/consumers';
import { connect, type DatabaseAddress } from '@holdfast/database';
import { importKek } from '@holdfast/vault';
import { keepAudit, openAudit } from '../../src/process/audit-service.ts';
import { AuditWatch } from '../../src/process/audit-watch.ts';
import { startWarm } from './warm-gateway.ts';

/*
 * A gateway with its audit log in a process of its own, to be killed. Like the gateway's own process, but with order books
 * that are five minutes old at once. Says `ready PORT`.
 */

/** What it reads from standard input, as JSON. */
export interface ChildOrders {
  readonly address: DatabaseAddress;
  readonly password: string;
  /** The exported key-encryption key of the test, in hex. */
  readonly kek: string;
  readonly redirects: readonly (readonly [host: string, url: string])[];
  readonly waived: readonly string[];
  readonly replica: string;
  readonly auditFolder: string;
}

const orders = JSON.parse(await text(process.stdin)) as ChildOrders;
const { address, password, replica } = orders;
const db = connect({ address, user: 'holdfast_gateway', password, connections: 8 });
const kek = importKek(Buffer.from(orders.kek, 'hex'));
const log = (message: string) => process.stderr.write(`${message}\n`);
await keepAudit(await openAudit(db, kek, replica, orders.auditFolder), new AuditWatch(Date.now, log));
const { port } = await startWarm({
  db,
  kek,
  redirects: new Map(orders.redirects.map(([host, url]) => [host, { url: new URL(url) }])),
  waived: new Set(orders.waived),
  replica,
  log,
  clock: { shiftMs: 0 },
});
process.stdout.write(`ready ${port}\n`);
