import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditVerifier, createAuditKey } from '../../src/administration/audit-settings.ts';
import { exportLog } from '../../src/audit/export.ts';
import { PostgresAuditStore } from '../../src/audit/postgres-audit-store.ts';
import { verifyExport } from '../../src/audit/verify.ts';
import { keepAudit, openAudit } from '../../src/process/audit-service.ts';
import { AuditWatch } from '../../src/process/audit-watch.ts';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { type Credentials, startTrial, TRADER, type Trial } from '../process/trial.ts';
import { limitOrder, rawRequest } from './raw-client.ts';

/*
 * A client writes into every field that it has what could end a line of a log, move a terminal's cursor, hide text, or
 * pass for an entry of its own. Raw sockets, because no HTTP library sends such things.
 */

const FORGED = '{"kind":"request","accepted":true}';
const PAYLOADS: readonly (readonly [what: string, text: string])[] = [
  ['a line break', `a\r\n${FORGED}`],
  ['a bare line feed', `a\n${FORGED}`],
  ['a carriage return alone', `a\rgateway: all is well`],
  ['colours and cursor moves', 'a\u001b[2J\u001b[31mred\u001b]0;title\u0007'],
  ['C1 control characters', 'a\u009b31m\u0085b'],
  ['NUL', 'a\u0000b'],
  ['text that runs backwards', 'a\u202eevil\u2066'],
  ['line separators of Unicode', 'a\u2028b\u2029c'],
  ['quotation marks and braces', `a","accepted":true}${FORGED}`],
  ['backslashes', 'a\\u000a\\n\\'],
  ['half a character', 'a\ud800'],
  ['invalid UTF-8', 'a\u00ff\u00fe'],
  ['a great length', 'x'.repeat(12_000)],
];

let trial: Trial;
let gateway: RunningGateway;
let key: Credentials;

beforeAll(async () => {
  trial = await startTrial();
  await createAuditKey(trial.operation.db, trial.kek);
  key = await trial.issue('bot', TRADER);
  gateway = await trial.start();
});
afterAll(() => trial.stop());

/** Writes the very bytes, and gives what came back. */
function talk(bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(gateway.port, '127.0.0.1');
    let answer = '';
    const timer = setTimeout(() => socket.destroy(), 1000);
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(answer);
    });
    socket.write(bytes);
  });
}

interface Parts {
  readonly method?: string;
  readonly target?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An order as bytes, with one part the attacker's own; `encoding` of the parts that are text. */
function written({ method, target, headers, body }: Required<Parts>, encoding: BufferEncoding): Buffer {
  const content = Buffer.from(body, encoding);
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'Host: gateway',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${content.length}`,
    'Connection: close',
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, encoding), content]);
}

test.each(PAYLOADS)('%s in any field of a request stays out of every log', async (what, payload) => {
  const encoded = encodeURIComponent(payload.toWellFormed());
  const signed = (parameters: string) => rawRequest(key, 'POST', '/api/v3/order', parameters);
  const honest = () => signed(limitOrder({ quantity: '0.0001' }));
  const withHeader = (name: string): Parts => ({
    ...honest(),
    headers: { ...honest().headers, [name]: payload },
  });
  const attempts: Record<string, Parts> = {
    'client order id': signed(limitOrder({ newClientOrderId: encoded })),
    'client order id, not encoded': signed(limitOrder({ newClientOrderId: payload })),
    symbol: signed(limitOrder({ symbol: encoded })),
    side: signed(limitOrder({ side: encoded })),
    quantity: signed(limitOrder({ quantity: encoded })),
    'parameter name': signed(`${limitOrder()}&${encoded}=1`),
    'order to cancel': rawRequest(
      key,
      'DELETE',
      '/api/v3/order',
      `symbol=BTCUSDT&origClientOrderId=${encoded}`,
    ),
    path: { ...honest(), target: `/binance/api.binance.com/${payload}` },
    'path, encoded': { ...honest(), target: `/binance/api.binance.com/${encoded}` },
    query: { ...honest(), target: `${honest().target}?${payload}` },
    host: { ...honest(), target: `/binance/${payload}/api/v3/order` },
    exchange: { ...honest(), target: `/${payload}/api.binance.com/api/v3/order` },
    method: { ...honest(), method: payload },
    'key id': withHeader('X-MBX-APIKEY'),
    'user agent': withHeader('User-Agent'),
    'forwarded for': withHeader('X-Forwarded-For'),
    'content type': withHeader('Content-Type'),
    'header name': { ...honest(), headers: { ...honest().headers, [payload]: '1' } },
    signature: { ...honest(), body: honest().body.replace(/signature=.*/, `signature=${encoded}`) },
    body: { ...honest(), body: payload },
  };
  for (const [field, parts] of Object.entries(attempts)) {
    for (const encoding of ['utf8', 'latin1'] as const) {
      const whole = { method: 'POST', target: '/', headers: {}, body: '', ...parts };
      const answer = await talk(written(whole, encoding));
      // An answer is one answer, and its head is the gateway's own.
      const [head] = answer.split('\r\n\r\n');
      expect(head, `${what} in ${field}`).not.toMatch(/[^\r\n\t -~]/);
      expect(head.split('HTTP/1.1').length, `${what} in ${field}`).toBeLessThanOrEqual(3);
    }
  }
  for (const { headers, path, parameters } of trial.exchange.seen) {
    const seen = JSON.stringify([headers, path, [...parameters]]);
    expect(seen.includes('accepted')).toBe(false);
    expect(seen.includes('\\u001b')).toBe(false);
  }
});

test('after all that, each entry is one bounded line of printable ASCII, and so is each line of the operator’s log', async () => {
  // Failures of strangers are summarised once a second.
  await wait(1100);
  const { rows } = await trial.database.admin.pool.query<{ bytes: Buffer }>(
    'SELECT canonical AS bytes FROM holdfast.audit_entries',
  );
  expect(rows.length).toBeGreaterThan(100);
  for (const { bytes } of rows) {
    const text = bytes.toString('latin1');
    expect(text).toMatch(/^[ -~]+$/);
    expect(text.length).toBeLessThan(8000);
    expect(() => JSON.parse(text)).not.toThrow();
    expect(text.includes(FORGED)).toBe(false);
  }
  const kinds = new Set(rows.map(({ bytes }) => JSON.parse(bytes.toString('latin1')).kind));
  expect(kinds).toContain('summary');
  for (const line of trial.log) expect(line).toMatch(/^[ -~’]{1,500}$/);
});

test('the export is whole, and each of its lines is of a kind that there is', async () => {
  const db = trial.database.as('holdfast_gateway');
  const folder = join(trial.database.home, 'audit');
  mkdirSync(folder, { mode: 0o700 });
  const end = await keepAudit(
    await openAudit(db, trial.kek, 'gateway-1', folder),
    new AuditWatch(Date.now, () => undefined),
  );
  await end();
  const verifier = await auditVerifier(db);
  const store = new PostgresAuditStore(db, 'gateway-1');
  const exported = await text(Readable.from(exportLog(store, verifier)));
  for (const line of exported.trimEnd().split('\n').slice(1)) {
    expect(line).toMatch(/^(?:origin|key|entry|checkpoint|end) [ -~]+$/);
  }
  const verification = await verifyExport(Readable.from([exported]), verifier, { against: [] });
  expect(verification.problem).toBeNull();
  expect(verification.signed).toBe(verification.entries);
});
