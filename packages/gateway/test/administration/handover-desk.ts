import { randomBytes } from 'node:crypto';
import { type Kek, rowMac } from '@holdfast/vault';
import { expect } from 'vitest';
import { addExchangeKey } from '../../src/administration/add-exchange-key.ts';
import { handoverFields } from '../../src/administration/handover-row.ts';
import type { Answer } from '../../src/administration/protocol.ts';
import { dialects } from '../../src/dialects/index.ts';
import { canonicalPolicy } from '../../src/policy/canonical-policy.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { openDesk } from './desk.ts';

export const MINUTE = 60_000;
const policy = canonicalPolicy(parsePolicy('allow: [read]\nips: [127.0.0.1]\n', 'policy.yaml')).toString();

/** Frames zero what they send. */
export const copyOf = (bytes: Buffer | undefined) => Buffer.from(bytes ?? Buffer.alloc(0));

export type HandoverDesk = Awaited<ReturnType<typeof openHandoverDesk>>;

/** A desk without operators, whose passphrases take their time, with an exchange key of kraken and one of okx. */
export async function openHandoverDesk() {
  const desk = await openDesk(null);
  const admin = async (text: string, values: unknown[] = []) =>
    (await desk.database.admin.pool.query(text, values)).rows;
  for (const [name, exchange] of [
    ['main', 'kraken'],
    ['other', 'okx'],
  ] as const) {
    const dialect = dialects.get(exchange);
    if (dialect === undefined) throw new Error('no dialect');
    await addExchangeKey(
      {
        db: desk.database.as('holdfast_operator'),
        kek: desk.kek,
        operator: 'ada',
        replica: 'desk',
        reason: null,
      },
      {
        name,
        dialect,
        target: 'redirected',
        apiKey: Buffer.from(`${name}-id`),
        secret: Buffer.from(randomBytes(64).toString('base64')),
        passphrase: exchange === 'okx' ? Buffer.from('words') : null,
        permissions: { read: true, trade: true, withdraw: false, ipRestricted: true },
        acceptedRisks: [],
      },
    );
  }

  /** The code of a new virtual key. */
  async function wrap(name: string, wrapMs: number | null = 10 * MINUTE, key = 'main'): Promise<Buffer> {
    const { secrets } = await desk.ask(
      'vkey issue',
      { name, key, policy, expiresAt: null, wrapMs },
      { passphrase: null },
    );
    expect([...secrets.keys()]).toEqual(['code']);
    return copyOf(secrets.get('code'));
  }

  /** Without an operator's passphrase. */
  const unwrap = (code: Buffer, kek: Kek | null = desk.kek): Promise<Answer> =>
    desk.ask('vkey unwrap', {}, { passphrase: null, secrets: { code: copyOf(code) }, kek });

  const row = async (name: string) =>
    (
      await admin(
        `SELECT h.* FROM holdfast.handovers h JOIN holdfast.virtual_keys v ON v.number = h.virtual_key
         WHERE v.name = $1 ORDER BY v.generation DESC LIMIT 1`,
        [name],
      )
    )[0];
  /** Changes the row of a virtual key's hand-over behind the vault's back. */
  const tamper = (name: string, set: string) =>
    admin(
      `UPDATE holdfast.handovers SET ${set} WHERE virtual_key = (SELECT number FROM holdfast.virtual_keys WHERE name = $1)`,
      [name],
    );

  /** Lets a hand-over end so many milliseconds from now, as the vault would have written it. */
  async function endAt(name: string, fromNow: number): Promise<void> {
    const found = await row(name);
    const [key] = await admin('SELECT id, name, generation FROM holdfast.virtual_keys WHERE number = $1', [
      found.virtual_key,
    ]);
    const expires_at = new Date(Date.now() + fromNow);
    await admin('UPDATE holdfast.handovers SET expires_at = $1, row_mac = $2 WHERE code_hash = $3', [
      expires_at,
      rowMac(desk.kek, 'handovers', handoverFields({ ...found, expires_at }, key)),
      found.code_hash,
    ]);
  }

  async function entries(): Promise<{ action: string; subject: string; detail: string; operator: string }[]> {
    const rows = await admin(
      `SELECT convert_from(canonical, 'UTF8')::jsonb -> 'content' AS content FROM holdfast.audit_entries
       WHERE kind = 'administration' ORDER BY id`,
    );
    return rows.map(({ content }) => content).filter(({ action }) => /^vkey\.(un)?wrap/.test(action ?? ''));
  }
  const actionsOf = async (name: string) =>
    (await entries()).filter(({ subject }) => subject === name).map(({ action }) => action);

  return { desk, admin, wrap, unwrap, row, tamper, endAt, entries, actionsOf };
}
