import { randomBytes } from 'node:crypto';
import { forgetHandovers } from '@holdfast/database';
import { type Kek, rowMac } from '@holdfast/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addExchangeKey } from '../../src/administration/add-exchange-key.ts';
import {
  codeHash,
  decodeCredentials,
  encodeCredentials,
  handoverFields,
} from '../../src/administration/handover-row.ts';
import type { Answer } from '../../src/administration/protocol.ts';
import { rekeyDatabase } from '../../src/administration/rekey.ts';
import { dialects } from '../../src/dialects/index.ts';
import { canonicalPolicy } from '../../src/policy/canonical-policy.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { type Desk, newKek, openDesk } from './desk.ts';

const MINUTE = 60_000;
const policy = canonicalPolicy(parsePolicy('allow: [read]\nips: [127.0.0.1]\n', 'policy.yaml')).toString();

let desk: Desk;
const admin = async (text: string, values: unknown[] = []) =>
  (await desk.database.admin.pool.query(text, values)).rows;

beforeAll(async () => {
  // Without operators, whose passphrases take their time.
  desk = await openDesk(null);
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
});
afterAll(() => desk?.stop());

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

/** Frames zero what they send. */
const copyOf = (bytes: Buffer | undefined) => Buffer.from(bytes ?? Buffer.alloc(0));

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

describe('a hand-over', () => {
  it('gives the credentials to whoever has the code, without an operator, once', async () => {
    const code = await wrap('first');
    expect(code.toString()).toMatch(/^hfh_[A-Za-z0-9_-]{32}$/);
    const { result, secrets } = await unwrap(code);
    expect(result).toMatchObject({ exchange: 'kraken', name: 'first', generation: 1 });
    expect(Buffer.from(copyOf(secrets.get('secret')).toString(), 'base64')).toHaveLength(64);
    const [{ id }] = await admin(`SELECT id FROM holdfast.virtual_keys WHERE name = 'first'`);
    expect(result.apiKey).toBe(id);
    expect(await row('first')).toMatchObject({ sealed_credentials: null, revision: '2' });
  });

  it('keeps a passphrase apart from the secret', async () => {
    const { secrets } = await unwrap(await wrap('phrase', MINUTE, 'other'));
    expect(secrets.get('secret')?.length).toBeGreaterThan(10);
    expect(secrets.get('passphrase')?.length).toBeGreaterThan(5);
  });

  it('is refused a second time, with an alarm in the log for every attempt', async () => {
    const code = await wrap('twice');
    await unwrap(code);
    for (let i = 0; i < 2; i++) {
      await expect(unwrap(code)).rejects.toMatchObject({ code: 'HANDOVER_USED', facts: { key: 'twice' } });
    }
    expect(await actionsOf('twice')).toEqual([
      'vkey.wrap',
      'vkey.unwrap',
      'vkey.unwrap-again',
      'vkey.unwrap-again',
    ]);
    const [alarm] = (await entries()).filter(({ action }) => action === 'vkey.unwrap-again');
    expect(alarm).toMatchObject({ subject: 'twice', operator: 'account:tester' });
    expect(alarm.detail).toMatch(/^generation 1, ALARM: fetched at 2\d{3}-/);
  });

  it('is won by exactly one of ten at once', async () => {
    const code = await wrap('race');
    const told = await Promise.allSettled(Array.from({ length: 10 }, () => unwrap(code)));
    expect(told.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const reasons = told.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
    expect(new Set(reasons)).toEqual(new Set(['HANDOVER_USED']));
    expect((await actionsOf('race')).filter((action) => action === 'vkey.unwrap')).toHaveLength(1);
  });

  it('is not found by a wrong code, whatever it looks like, and stays', async () => {
    const code = await wrap('wrong');
    const guesses = [
      Buffer.alloc(0),
      Buffer.from('hfh_'),
      Buffer.from(code.toString().toLowerCase().replace(/.$/, '!')),
      Buffer.concat([code, Buffer.from('A')]),
      code.subarray(0, -1),
      Buffer.concat([Buffer.from(' '), code.subarray(0, -1)]),
      Buffer.from(code.toString().replace('hfh_', 'HFH_')),
      Buffer.alloc(36, 0xff),
      Buffer.from(`hfh_${'A'.repeat(32)}`),
      Buffer.from(codeHash(code)?.toString('hex') ?? ''),
      Buffer.alloc(60_000, 0x41),
    ];
    for (const guess of guesses)
      await expect(unwrap(guess)).rejects.toMatchObject({ code: 'HANDOVER_UNKNOWN' });
    expect(await actionsOf('wrong')).toEqual(['vkey.wrap']);
    expect((await unwrap(code)).result.name).toBe('wrong');
  });

  it('ends in time, by the database’s clock, and its secret is dropped', async () => {
    await expect(wrap('short', 59_999)).rejects.toMatchObject({ code: 'ADMIN_COMMAND_INVALID' });
    await expect(wrap('long', 86_400_001)).rejects.toMatchObject({ code: 'ADMIN_COMMAND_INVALID' });
    const code = await wrap('late', MINUTE);
    const before = await row('late');
    expect(before.expires_at.getTime() - before.created_at.getTime()).toBeLessThanOrEqual(MINUTE);
    // A later end is not what the MAC says, and neither is an earlier one.
    for (const interval of ['1 hour', '-1 hour']) {
      await tamper('late', `expires_at = expires_at + interval '${interval}'`);
      await expect(unwrap(code)).rejects.toMatchObject({ code: 'KEY_ROW_CHANGED' });
      await tamper('late', `expires_at = expires_at - interval '${interval}'`);
    }
    await endAt('late', -1);
    await expect(unwrap(code)).rejects.toMatchObject({ code: 'HANDOVER_EXPIRED' });
    expect((await row('late')).sealed_credentials).toBeNull();
    // The time that was over doesn't come back with a clock that is set back: the secret is gone.
    await endAt('late', MINUTE);
    await expect(unwrap(code)).rejects.toMatchObject({ code: 'HANDOVER_EXPIRED' });
    expect(await actionsOf('late')).toEqual(['vkey.wrap']);
  });

  it('is of its own virtual key only: a row that took another’s secret is refused', async () => {
    const [mine] = [await wrap('mine'), await wrap('theirs')];
    const other = await row('theirs');
    await admin(`UPDATE holdfast.handovers SET sealed_credentials = $1 WHERE code_hash = $2`, [
      other.sealed_credentials,
      codeHash(mine),
    ]);
    await expect(unwrap(mine)).rejects.toMatchObject({ code: 'KEY_ROW_CHANGED' });
    await admin(`UPDATE holdfast.handovers SET sealed_hash = $1 WHERE code_hash = $2`, [
      other.sealed_hash,
      codeHash(mine),
    ]);
    await expect(unwrap(mine)).rejects.toMatchObject({ code: 'KEY_ROW_CHANGED' });
  });

  it('is refused for a row that points at another virtual key, or at another code', async () => {
    const code = await wrap('pointed');
    await wrap('target', MINUTE);
    await admin(`DELETE FROM holdfast.handovers h USING holdfast.virtual_keys v
      WHERE v.number = h.virtual_key AND v.name = 'target'`);
    await tamper('pointed', `virtual_key = (SELECT number FROM holdfast.virtual_keys WHERE name = 'target')`);
    await expect(unwrap(code)).rejects.toMatchObject({ code: 'KEY_ROW_CHANGED' });
    const own = Buffer.from(`hfh_${randomBytes(24).toString('base64url')}`);
    await admin(`UPDATE holdfast.handovers SET code_hash = $1 WHERE code_hash = $2`, [
      codeHash(own),
      codeHash(code),
    ]);
    await expect(unwrap(own)).rejects.toMatchObject({ code: 'KEY_ROW_CHANGED' });
  });

  it('that was opened and put back to what it was is known by the log, with an alarm', async () => {
    const code = await wrap('rolled');
    const before = await row('rolled');
    await unwrap(code);
    await admin(
      `UPDATE holdfast.handovers SET sealed_credentials = $1, opened_at = NULL, revision = 1, row_mac = $2 WHERE code_hash = $3`,
      [before.sealed_credentials, before.row_mac, before.code_hash],
    );
    await expect(unwrap(code)).rejects.toMatchObject({ code: 'HANDOVER_USED' });
    expect((await actionsOf('rolled')).at(-1)).toBe('vkey.unwrap-again');
  });

  it('of a key that was revoked meanwhile gives nothing; of a frozen one it does', async () => {
    const code = await wrap('revoked');
    await desk.ask('vkey revoke', { name: 'revoked' }, { passphrase: null, kek: null });
    await expect(unwrap(code)).rejects.toMatchObject({ code: 'KEY_STOPPED' });
    expect((await row('revoked')).sealed_credentials).toBeNull();
    const frozen = await wrap('frozen');
    const scope = { kind: 'virtual-key', name: 'frozen' };
    await desk.ask('freeze', { scope }, { passphrase: null, kek: null });
    expect((await unwrap(frozen)).result.name).toBe('frozen');
  });

  it('needs the vault, and the right one', async () => {
    const code = await wrap('sealed');
    await expect(unwrap(code, null)).rejects.toMatchObject({ code: 'VAULT_SEALED' });
    await expect(unwrap(code, newKek())).rejects.toMatchObject({ code: 'KEK_OUTDATED' });
    expect((await unwrap(code)).result.name).toBe('sealed');
  });

  it('of a rotation gives the next generation', async () => {
    await wrap('turned');
    const { result, secrets } = await desk.ask(
      'vkey rotate',
      {
        name: 'turned',
        overlapMs: MINUTE,
        policy: null,
        expiresAt: null,
        wrapMs: MINUTE,
      },
      { passphrase: null },
    );
    expect(result).toMatchObject({ generation: 2, codeExpires: expect.stringMatching(/Z$/) });
    expect([...secrets.keys()]).toEqual(['code']);
    expect((await unwrap(copyOf(secrets.get('code')))).result).toMatchObject({
      name: 'turned',
      generation: 2,
    });
  });

  it('is dropped by the gateway once its time is over, and by nobody before', async () => {
    const code = await wrap('swept', MINUTE);
    await admin('SELECT holdfast.forget_handovers()');
    expect((await row('swept')).sealed_credentials).not.toBeNull();
    await endAt('swept', -1);
    expect(await forgetHandovers(desk.database.as('holdfast_gateway'))).toBe(1);
    expect((await row('swept')).sealed_credentials).toBeNull();
    await expect(unwrap(code)).rejects.toMatchObject({ code: 'HANDOVER_EXPIRED' });
  });

  it('leaves neither code nor secret in the database or the log', async () => {
    const code = await wrap('quiet');
    const all = async () =>
      JSON.stringify([
        await admin('SELECT h::text FROM holdfast.handovers h'),
        await admin('SELECT v::text FROM holdfast.virtual_keys v'),
        await admin(`SELECT convert_from(canonical, 'UTF8') FROM holdfast.audit_entries`),
      ]);
    const waiting = await all();
    const { secrets } = await unwrap(code);
    const texts = waiting + (await all()) + desk.reports.join('');
    expect(texts).toContain('quiet');
    for (const secret of [code, copyOf(secrets.get('secret'))]) {
      expect(texts).not.toContain(secret.toString());
      expect(texts).not.toContain(secret.toString('hex'));
      expect(texts).not.toContain(secret.toString('base64'));
    }
  });

  it('can be read and changed by no other role', async () => {
    for (const role of ['holdfast_gateway', 'holdfast_server'] as const) {
      await expect(desk.database.as(role).pool.query('SELECT FROM holdfast.handovers')).rejects.toMatchObject(
        { code: '42501' },
      );
    }
    for (const change of [
      'DELETE FROM holdfast.handovers',
      `UPDATE holdfast.handovers SET expires_at = now()`,
    ]) {
      await expect(desk.database.as('holdfast_operator').pool.query(change)).rejects.toMatchObject({
        code: '42501',
      });
    }
  });

  it('is opened under the vault’s next key too, and known there when it was used', async () => {
    const [waits, opened] = [await wrap('waits'), await wrap('opened')];
    await unwrap(opened);
    const next = newKek();
    const { refused } = await rekeyDatabase(
      {
        db: desk.database.as('holdfast_operator'),
        kek: desk.kek,
        operator: 'ada',
        replica: 'desk',
        reason: null,
      },
      next,
    );
    expect(refused).toEqual(
      expect.arrayContaining(['hand-over of mine, generation 1', 'hand-over of target, generation 1']),
    );
    expect((await unwrap(waits, next)).result.name).toBe('waits');
    await expect(unwrap(opened, next)).rejects.toMatchObject({ code: 'HANDOVER_USED' });
  });
});

describe('credentials', () => {
  it('are the same after sealing, and broken bytes are none', () => {
    for (const [secret, passphrase] of [
      ['', null],
      ['s', ''],
      ['secret', 'phrase'],
    ] as const) {
      const given = {
        secret: Buffer.from(secret),
        passphrase: passphrase === null ? null : Buffer.from(passphrase),
      };
      expect(decodeCredentials(encodeCredentials(given))).toEqual(given);
    }
    for (const broken of ['', '000000', '00000005aa', 'ffffffffaa', '00000001aa00', '00000001aa02bb']) {
      expect(() => decodeCredentials(Buffer.from(broken, 'hex'))).toThrow(/not in their form/);
    }
  });
});
