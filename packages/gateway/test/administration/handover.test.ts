import { forgetHandovers } from '@holdfast/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeHash, decodeCredentials, encodeCredentials } from '../../src/administration/handover-row.ts';
import { newKek } from './desk.ts';
import { copyOf, type HandoverDesk, MINUTE, openHandoverDesk } from './handover-desk.ts';

let on: HandoverDesk;
beforeAll(async () => {
  on = await openHandoverDesk();
});
afterAll(() => on?.desk.stop());

describe('a hand-over', () => {
  it('gives the credentials to whoever has the code, without an operator, once', async () => {
    const code = await on.wrap('first');
    expect(code.toString()).toMatch(/^hfh_[A-Za-z0-9_-]{32}$/);
    const { result, secrets } = await on.unwrap(code);
    expect(result).toMatchObject({ exchange: 'kraken', name: 'first', generation: 1 });
    expect(Buffer.from(copyOf(secrets.get('secret')).toString(), 'base64')).toHaveLength(64);
    const [{ id }] = await on.admin(`SELECT id FROM holdfast.virtual_keys WHERE name = 'first'`);
    expect(result.apiKey).toBe(id);
    expect(await on.row('first')).toMatchObject({ sealed_credentials: null, revision: '2' });
  });

  it('keeps a passphrase apart from the secret', async () => {
    const { secrets } = await on.unwrap(await on.wrap('phrase', MINUTE, 'other'));
    expect(secrets.get('secret')?.length).toBeGreaterThan(10);
    expect(secrets.get('passphrase')?.length).toBeGreaterThan(5);
  });

  it('is refused a second time, with an alarm in the log for every attempt', async () => {
    const code = await on.wrap('twice');
    await on.unwrap(code);
    for (let i = 0; i < 2; i++) {
      await expect(on.unwrap(code)).rejects.toMatchObject({ code: 'HANDOVER_USED', facts: { key: 'twice' } });
    }
    expect(await on.actionsOf('twice')).toEqual([
      'vkey.wrap',
      'vkey.unwrap',
      'vkey.unwrap-again',
      'vkey.unwrap-again',
    ]);
    const [alarm] = (await on.entries()).filter(({ action }) => action === 'vkey.unwrap-again');
    expect(alarm).toMatchObject({ subject: 'twice', operator: 'account:tester' });
    expect(alarm.detail).toMatch(/^generation 1, ALARM: fetched at 2\d{3}-/);
  });

  it('is won by exactly one of ten at once', async () => {
    const code = await on.wrap('race');
    const told = await Promise.allSettled(Array.from({ length: 10 }, () => on.unwrap(code)));
    expect(told.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const reasons = told.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
    expect(new Set(reasons)).toEqual(new Set(['HANDOVER_USED']));
    expect((await on.actionsOf('race')).filter((action) => action === 'vkey.unwrap')).toHaveLength(1);
  });

  it('is not found by a wrong code, whatever it looks like, and stays', async () => {
    const code = await on.wrap('wrong');
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
      await expect(on.unwrap(guess)).rejects.toMatchObject({ code: 'HANDOVER_UNKNOWN' });
    expect(await on.actionsOf('wrong')).toEqual(['vkey.wrap']);
    expect((await on.unwrap(code)).result.name).toBe('wrong');
  });

  it('ends in time, by the database’s clock, and its secret is dropped', async () => {
    await expect(on.wrap('short', 59_999)).rejects.toMatchObject({ code: 'ADMIN_COMMAND_INVALID' });
    await expect(on.wrap('long', 86_400_001)).rejects.toMatchObject({ code: 'ADMIN_COMMAND_INVALID' });
    const code = await on.wrap('late', MINUTE);
    const before = await on.row('late');
    expect(before.expires_at.getTime() - before.created_at.getTime()).toBeLessThanOrEqual(MINUTE);
    // A later end is not what the MAC says, and neither is an earlier one.
    for (const interval of ['1 hour', '-1 hour']) {
      await on.tamper('late', `expires_at = expires_at + interval '${interval}'`);
      await expect(on.unwrap(code)).rejects.toMatchObject({ code: 'KEY_ROW_CHANGED' });
      await on.tamper('late', `expires_at = expires_at - interval '${interval}'`);
    }
    await on.endAt('late', -1);
    await expect(on.unwrap(code)).rejects.toMatchObject({ code: 'HANDOVER_EXPIRED' });
    expect((await on.row('late')).sealed_credentials).toBeNull();
    // The time that was over doesn't come back with a clock that is set back: the secret is gone.
    await on.endAt('late', MINUTE);
    await expect(on.unwrap(code)).rejects.toMatchObject({ code: 'HANDOVER_EXPIRED' });
    expect(await on.actionsOf('late')).toEqual(['vkey.wrap']);
  });

  it('of a key that was revoked meanwhile gives nothing; of a frozen one it does', async () => {
    const code = await on.wrap('revoked');
    await on.desk.ask('vkey revoke', { name: 'revoked' }, { passphrase: null, kek: null });
    await expect(on.unwrap(code)).rejects.toMatchObject({ code: 'KEY_STOPPED' });
    expect((await on.row('revoked')).sealed_credentials).toBeNull();
    const frozen = await on.wrap('frozen');
    const scope = { kind: 'virtual-key', name: 'frozen' };
    await on.desk.ask('freeze', { scope }, { passphrase: null, kek: null });
    expect((await on.unwrap(frozen)).result.name).toBe('frozen');
  });

  it('needs the vault, and the right one', async () => {
    const code = await on.wrap('sealed');
    await expect(on.unwrap(code, null)).rejects.toMatchObject({ code: 'VAULT_SEALED' });
    await expect(on.unwrap(code, newKek())).rejects.toMatchObject({ code: 'KEK_OUTDATED' });
    expect((await on.unwrap(code)).result.name).toBe('sealed');
  });

  it('of a rotation gives the next generation', async () => {
    await on.wrap('turned');
    const { result, secrets } = await on.desk.ask(
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
    expect((await on.unwrap(copyOf(secrets.get('code')))).result).toMatchObject({
      name: 'turned',
      generation: 2,
    });
  });

  it('is dropped by the gateway once its time is over, and by nobody before', async () => {
    const code = await on.wrap('swept', MINUTE);
    await on.admin('SELECT holdfast.forget_handovers()');
    expect((await on.row('swept')).sealed_credentials).not.toBeNull();
    await on.endAt('swept', -1);
    expect(await forgetHandovers(on.desk.database.as('holdfast_gateway'))).toBe(1);
    expect((await on.row('swept')).sealed_credentials).toBeNull();
    await expect(on.unwrap(code)).rejects.toMatchObject({ code: 'HANDOVER_EXPIRED' });
  });

  it('leaves neither code nor secret in the database or the log', async () => {
    const code = await on.wrap('quiet');
    const all = async () =>
      JSON.stringify([
        await on.admin('SELECT h::text FROM holdfast.handovers h'),
        await on.admin('SELECT v::text FROM holdfast.virtual_keys v'),
        await on.admin(`SELECT convert_from(canonical, 'UTF8') FROM holdfast.audit_entries`),
      ]);
    const waiting = await all();
    const { secrets } = await on.unwrap(code);
    const texts = waiting + (await all()) + on.desk.reports.join('');
    expect(texts).toContain('quiet');
    for (const secret of [code, copyOf(secrets.get('secret'))]) {
      expect(texts).not.toContain(secret.toString());
      expect(texts).not.toContain(secret.toString('hex'));
      expect(texts).not.toContain(secret.toString('base64'));
    }
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
