import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeHash } from '../../src/administration/handover-row.ts';
import { rekeyDatabase } from '../../src/administration/rekey.ts';
import { newKek } from './desk.ts';
import { type HandoverDesk, MINUTE, openHandoverDesk } from './handover-desk.ts';

let on: HandoverDesk;
beforeAll(async () => {
  on = await openHandoverDesk();
});
afterAll(() => on?.desk.stop());

describe('the row of a hand-over', () => {
  it('is of its own virtual key only: one that took another’s secret is refused', async () => {
    const [mine] = [await on.wrap('mine'), await on.wrap('theirs')];
    const other = await on.row('theirs');
    await on.admin(`UPDATE holdfast.handovers SET sealed_credentials = $1 WHERE code_hash = $2`, [
      other.sealed_credentials,
      codeHash(mine),
    ]);
    await expect(on.unwrap(mine)).rejects.toMatchObject({ code: 'KEY_ROW_CHANGED' });
    await on.admin(`UPDATE holdfast.handovers SET sealed_hash = $1 WHERE code_hash = $2`, [
      other.sealed_hash,
      codeHash(mine),
    ]);
    await expect(on.unwrap(mine)).rejects.toMatchObject({ code: 'KEY_ROW_CHANGED' });
  });

  it('is refused when it points at another virtual key, or at another code', async () => {
    const code = await on.wrap('pointed');
    await on.wrap('target', MINUTE);
    await on.admin(`DELETE FROM holdfast.handovers h USING holdfast.virtual_keys v
      WHERE v.number = h.virtual_key AND v.name = 'target'`);
    await on.tamper(
      'pointed',
      `virtual_key = (SELECT number FROM holdfast.virtual_keys WHERE name = 'target')`,
    );
    await expect(on.unwrap(code)).rejects.toMatchObject({ code: 'KEY_ROW_CHANGED' });
    const own = Buffer.from(`hfh_${randomBytes(24).toString('base64url')}`);
    await on.admin(`UPDATE holdfast.handovers SET code_hash = $1 WHERE code_hash = $2`, [
      codeHash(own),
      codeHash(code),
    ]);
    await expect(on.unwrap(own)).rejects.toMatchObject({ code: 'KEY_ROW_CHANGED' });
  });

  it('that was opened and put back to what it was is known by the log, with an alarm', async () => {
    const code = await on.wrap('rolled');
    const before = await on.row('rolled');
    await on.unwrap(code);
    await on.admin(
      `UPDATE holdfast.handovers SET sealed_credentials = $1, opened_at = NULL, revision = 1, row_mac = $2 WHERE code_hash = $3`,
      [before.sealed_credentials, before.row_mac, before.code_hash],
    );
    await expect(on.unwrap(code)).rejects.toMatchObject({ code: 'HANDOVER_USED' });
    expect((await on.actionsOf('rolled')).at(-1)).toBe('vkey.unwrap-again');
  });

  it('can be read and changed by no other role', async () => {
    for (const role of ['holdfast_gateway', 'holdfast_server'] as const) {
      await expect(
        on.desk.database.as(role).pool.query('SELECT FROM holdfast.handovers'),
      ).rejects.toMatchObject({ code: '42501' });
    }
    for (const change of [
      'DELETE FROM holdfast.handovers',
      `UPDATE holdfast.handovers SET expires_at = now()`,
    ]) {
      await expect(on.desk.database.as('holdfast_operator').pool.query(change)).rejects.toMatchObject({
        code: '42501',
      });
    }
  });

  it('is good under the vault’s next key too, and known there when it was used', async () => {
    const [waits, opened] = [await on.wrap('waits'), await on.wrap('opened')];
    await on.unwrap(opened);
    const next = newKek();
    const { refused } = await rekeyDatabase(
      {
        db: on.desk.database.as('holdfast_operator'),
        kek: on.desk.kek,
        operator: 'ada',
        replica: 'desk',
        reason: null,
      },
      next,
    );
    expect(refused).toEqual(
      expect.arrayContaining(['hand-over of mine, generation 1', 'hand-over of target, generation 1']),
    );
    expect((await on.unwrap(waits, next)).result.name).toBe('waits');
    await expect(on.unwrap(opened, next)).rejects.toMatchObject({ code: 'HANDOVER_USED' });
  });
});
