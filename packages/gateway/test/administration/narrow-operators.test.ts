import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { administrationCommands } from '../../src/administration/commands.ts';
import { type Desk, openDesk, operatorKey } from './desk.ts';

let desk: Desk;
const machine = operatorKey();
const asMachine = { name: 'machine', key: machine.key };
const add = (name: string, only: string | null, options = {}) =>
  desk.ask('operator add', { name, only }, { secrets: { 'public-key': operatorKey().pem }, ...options });
const narrow = { code: 'OPERATOR_NARROW' };

beforeAll(async () => {
  desk = await openDesk();
  await add('machine', 'key reimport', { secrets: { 'public-key': machine.pem } });
});
afterAll(() => desk?.stop());
beforeEach(async () => {
  await desk.database.admin.pool.query(
    'UPDATE holdfast.authentication_attempts SET failures = 0, locked_until = NULL',
  );
});

describe('an operator who may only import keys again', () => {
  const given: Readonly<Record<string, object>> = {
    thaw: { scope: { kind: 'everything' } },
    'operator add': { name: 'thief', only: null },
    'operator remove': { name: 'ada' },
  };
  const others = [...administrationCommands.values()].filter(
    ({ name, authentication, vault }) =>
      authentication === 'fresh' && vault !== 'new' && name !== 'key reimport',
  );

  it.each(others.map(({ name }) => name))('may not do "%s"', async (name) => {
    await expect(desk.ask(name, given[name] ?? {}, asMachine)).rejects.toMatchObject(narrow);
  });

  it('is in the log when they try', async () => {
    await expect(desk.ask('thaw', given.thaw, asMachine)).rejects.toMatchObject(narrow);
    const { rows } = await desk.database.admin.pool.query(
      `SELECT convert_from(canonical, 'UTF8') AS text FROM holdfast.audit_entries ORDER BY id DESC LIMIT 1`,
    );
    expect(JSON.parse(rows[0].text).content).toMatchObject({
      action: 'operator.refused',
      subject: 'machine',
      detail: 'thaw',
    });
  });

  it('may import keys again: it fails for the key, not for the operator', async () => {
    const source = {
      source: 'vault:secret/data/x',
      fields: { apiKey: 'apiKey', secret: 'secret', passphrase: null },
      marker: '1',
    };
    const secrets = { 'api-key': Buffer.from('A'), secret: Buffer.from('S') };
    const asked = { name: 'none', source, dryRun: false };
    await expect(desk.ask('key reimport', asked, { ...asMachine, secrets })).rejects.toMatchObject({
      code: 'KEY_UNKNOWN',
    });
    // Whoever may everything may this too.
    const again = { 'api-key': Buffer.from('A'), secret: Buffer.from('S') };
    await expect(desk.ask('key reimport', asked, { secrets: again })).rejects.toMatchObject({
      code: 'KEY_UNKNOWN',
    });
  });

  it('proves it like anybody else', async () => {
    const stranger = { name: 'machine', key: operatorKey().key };
    await expect(desk.ask('key reimport', {}, stranger)).rejects.toMatchObject({ code: 'OPERATOR_REFUSED' });
  });

  it('is not meant when nobody is named and one operator may everything', async () => {
    await desk.ask('thaw', { scope: { kind: 'everything' } }, { name: null });
  });

  it('does not count as the last operator, and may be removed', async () => {
    await expect(desk.ask('operator remove', { name: 'ada' })).rejects.toMatchObject({
      code: 'OPERATOR_LAST',
    });
    await add('spare', 'key reimport');
    await desk.ask('operator remove', { name: 'spare' });
  });

  it('can’t be widened by who writes the database', async () => {
    const { pool } = desk.database.admin;
    await add('mallory', 'key reimport');
    // Another operator's sealed verifier in its place opens for nobody: it is sealed for that name.
    await pool.query(
      `UPDATE holdfast.operators m SET verifier = a.verifier FROM holdfast.operators a WHERE m.name = 'mallory' AND a.name = 'ada'`,
    );
    await expect(
      desk.ask('thaw', { scope: { kind: 'everything' } }, { name: 'mallory' }),
    ).rejects.toMatchObject({ code: 'OPERATOR_REFUSED' });
    await expect(desk.ask('operator remove', { name: 'ada' })).rejects.toMatchObject({
      code: 'OPERATOR_LAST',
    });
  });

  it.each(['thaw', 'key rotate', '', '*'])('can’t be narrowed to %j', async (only) => {
    await expect(add('other', only)).rejects.toMatchObject({ code: 'ADMIN_COMMAND_INVALID' });
  });
});

describe('a vault without operators', () => {
  it('gets no narrow one first: nobody could add another', async () => {
    const own = await openDesk(null);
    try {
      const secrets = { 'public-key': operatorKey().pem };
      const adding = own.ask(
        'operator add',
        { name: 'machine', only: 'key reimport' },
        { passphrase: null, secrets },
      );
      await expect(adding).rejects.toMatchObject(narrow);
      await own.ask('thaw', { scope: { kind: 'everything' } }, { passphrase: null });
    } finally {
      await own.stop();
    }
  });
});
