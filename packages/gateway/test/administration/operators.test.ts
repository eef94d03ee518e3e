import { sign } from 'node:crypto';
import type { HoldfastError } from '@holdfast/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Administration } from '../../src/administration/administration.ts';
import { NO_GATEWAY } from '../../src/administration/command.ts';
import { ask, readGreeting, serveConversation } from '../../src/administration/conversation.ts';
import { encodeFrame, readFrame } from '../../src/administration/frame.ts';
import { verifierOf } from '../../src/administration/operators.ts';
import { PROOF_PART, parseAnswer, requestFrame, signedBytes } from '../../src/administration/protocol.ts';
import { ADA, composed, type Desk, openDesk, operatorKey } from './desk.ts';
import { socketPair } from './socket-pair.ts';

let desk: Desk;
const BEN = 'ben has five other words';
const carl = operatorKey();
const add = (name: string, options = {}) =>
  desk.ask('operator add', { name }, { secrets: { 'new-passphrase': Buffer.from(BEN) }, ...options });
const admin = (text: string, values: unknown[] = []) => desk.database.admin.pool.query(text, values);
const refused = { code: 'OPERATOR_REFUSED' };
/** Anything that needs an operator. */
const thaw = (options = {}) =>
  desk.ask('thaw', { scope: { kind: 'everything' } }, { name: 'ada', ...options });

beforeAll(async () => {
  desk = await openDesk();
  await add('ben');
  await desk.ask('operator add', { name: 'carl' }, { name: 'ada', secrets: { 'public-key': carl.pem } });
});
afterAll(() => desk?.stop());
beforeEach(async () => {
  await admin('UPDATE holdfast.authentication_attempts SET failures = 0, locked_until = NULL');
});

describe('who an operator is', () => {
  it('is proved by the passphrase or by the key, and by nothing else', async () => {
    await thaw();
    await thaw({ name: 'ben', passphrase: BEN });
    await thaw({ name: 'carl', key: carl.key });
    await expect(thaw({ passphrase: BEN })).rejects.toMatchObject(refused);
    await expect(thaw({ passphrase: '' })).rejects.toMatchObject(refused);
    await expect(thaw({ passphrase: 'x'.repeat(2000) })).rejects.toMatchObject(refused);
    await admin('UPDATE holdfast.authentication_attempts SET failures = 0, locked_until = NULL');
    await expect(thaw({ key: carl.key })).rejects.toMatchObject(refused);
    await expect(thaw({ name: 'carl', passphrase: ADA })).rejects.toMatchObject(refused);
    await expect(thaw({ name: 'carl', key: operatorKey().key })).rejects.toMatchObject(refused);
  });

  it('has to be said when there are several, and to be proved', async () => {
    await expect(thaw({ name: null })).rejects.toMatchObject({ code: 'OPERATOR_REQUIRED' });
    await expect(thaw({ passphrase: null })).rejects.toMatchObject({ code: 'OPERATOR_REQUIRED' });
  });

  it('is answered in the same words for a name that nobody has', async () => {
    const wrong = await thaw({ passphrase: BEN }).catch((error: Error) => error.message);
    const nobody = await thaw({ name: 'nobody', passphrase: BEN }).catch((error: Error) => error.message);
    expect(nobody).toBe(wrong);
    const { rows } = await admin(
      `SELECT convert_from(canonical, 'UTF8') AS text FROM holdfast.audit_entries ORDER BY id DESC LIMIT 2`,
    );
    expect(rows.map(({ text }) => JSON.parse(text).content)).toMatchObject([
      { action: 'operator.refused', subject: 'nobody' },
      { action: 'operator.refused', subject: 'ada' },
    ]);
  });

  it('costs no less to refuse for a name that nobody has', async () => {
    const spent = async (name: string) => {
      const from = performance.now();
      await thaw({ name, passphrase: BEN }).catch(() => undefined);
      return performance.now() - from;
    };
    const known = await spent('ada');
    expect(await spent('nobody')).toBeGreaterThan(known / 4);
    expect(await spent('carl')).toBeGreaterThan(known / 4);
  });

  it('is not looked at for a while after too many failures, even with the right passphrase', async () => {
    await admin('UPDATE holdfast.authentication_attempts SET failures = 20, latest = clock_timestamp()');
    await expect(thaw({ passphrase: BEN })).rejects.toMatchObject(refused);
    const error = await thaw().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'OPERATOR_THROTTLED', facts: { seconds: expect.any(Number) } });
    const { seconds } = (error as HoldfastError).facts;
    expect(seconds).toBeGreaterThan(600);
    expect(seconds).toBeLessThanOrEqual(900);
    await desk.ask('freeze', { scope: { kind: 'everything' } }, { passphrase: null, kek: null });
  });

  it('is proved for one command on one connection: what was signed can’t be used again', async () => {
    const [ours, theirs] = await socketPair();
    const [later, laterTheirs] = await socketPair();
    const served = [
      serveConversation(theirs, desk.administration(), 5000, () => undefined),
      serveConversation(laterTheirs, desk.administration(), 5000, () => undefined),
    ];
    const { challenge } = await readGreeting(ours);
    const other = await readGreeting(later);
    expect(other.challenge).not.toBe(challenge);
    const { call, parts } = composed('thaw', { scope: { kind: 'everything' } }, {}, desk.kek);
    const text = JSON.stringify(call);
    const proof = sign(null, signedBytes(challenge, 'carl', text, parts), carl.key);
    const bytes = () =>
      encodeFrame(
        requestFrame(
          text,
          { name: 'carl', proof: 'signature' },
          new Map([...parts, [PROOF_PART, Buffer.from(proof)]]),
        ),
      );
    later.write(bytes());
    await expect(readFrame(later).then(parseAnswer)).rejects.toMatchObject(refused);
    ours.write(bytes());
    await readFrame(ours).then(parseAnswer);
    ours.destroy();
    later.destroy();
    await Promise.all(served);
  });

  it('is proved for this command: another one, other arguments or another secret don’t fit', async () => {
    const changed = async (change: (text: string) => string, more: Record<string, Buffer> = {}) => {
      const [ours, theirs] = await socketPair();
      const served = serveConversation(theirs, desk.administration(), 5000, () => undefined);
      const { challenge } = await readGreeting(ours);
      const given = { name: 'dora' };
      const secrets = { 'new-passphrase': Buffer.from('dora has five more words') };
      const { call, parts } = composed('operator add', given, { secrets }, desk.kek);
      const text = JSON.stringify(call);
      const proof = sign(null, signedBytes(challenge, 'carl', text, parts), carl.key);
      const sent = new Map([...parts, ...Object.entries(more), [PROOF_PART, proof]]);
      ours.write(encodeFrame(requestFrame(change(text), { name: 'carl', proof: 'signature' }, sent)));
      try {
        return parseAnswer(await readFrame(ours));
      } finally {
        ours.destroy();
        await served;
      }
    };
    await expect(changed((text) => text.replace('dora', 'eve'))).rejects.toMatchObject(refused);
    await expect(
      changed((text) => text, { 'new-passphrase': Buffer.from('eve has five more words') }),
    ).rejects.toMatchObject(refused);
    expect((await changed((text) => text)).result).toEqual({ name: 'dora' });
  });
});

it('every secret of a request is zeroed, whether it was carried out or refused', async () => {
  for (const passphrase of [ADA, BEN]) {
    const { call, parts } = composed('thaw', { scope: { kind: 'everything' } }, {}, desk.kek);
    const all = new Map([...parts, [PROOF_PART, Buffer.from(passphrase)]]);
    const operator = { name: 'ada', proof: 'passphrase' } as const;
    const request = { text: JSON.stringify(call), call, operator, parts: all };
    await desk
      .administration()
      .execute(request, '00'.repeat(32))
      .catch(() => undefined);
    for (const bytes of all.values()) expect(bytes.every((byte) => byte === 0)).toBe(true);
  }
});

it('the secret that a client who is gone was to be shown is zeroed all the same', async () => {
  const shown = Buffer.from('shown once');
  const [ours, theirs] = await socketPair();
  const administration = {
    greet: async () => ({ challenge: '00'.repeat(32), vault: 'open', operators: true }),
    execute: async () => {
      theirs.destroy();
      return { result: {}, secrets: new Map([['secret', shown]]) };
    },
  } as unknown as Administration;
  const served = serveConversation(theirs, administration, 5000, () => undefined);
  const asked = ask(ours, await readGreeting(ours), composed('thaw', {}, {}, desk.kek));
  await expect(asked).rejects.toMatchObject({ code: 'ADMIN_CONNECTION_LOST' });
  await served;
  expect(shown.every((byte) => byte === 0)).toBe(true);
});

describe('a superuser of the database', () => {
  const row = async (name: string) =>
    (await admin('SELECT * FROM holdfast.operators WHERE name = $1', [name])).rows[0];
  const put = async (set: string, values: unknown[]) => {
    await admin('ALTER TABLE holdfast.operators DISABLE TRIGGER USER');
    await admin(`UPDATE holdfast.operators SET ${set}`, values);
  };

  it('makes nobody an operator by inserting a row', async () => {
    const { verifier, row_mac } = await row('carl');
    await admin(`INSERT INTO holdfast.operators (name, verifier, row_mac) VALUES ('mallory', $1, $2)`, [
      verifier,
      row_mac,
    ]);
    await expect(thaw({ name: 'mallory', key: carl.key })).rejects.toMatchObject(refused);
  });

  it('lets nobody in by giving an operator another one’s verifier', async () => {
    const ada = await row('ada');
    const { verifier, row_mac } = await row('carl');
    for (const mac of [row_mac, ada.row_mac]) {
      await put(`verifier = $1, row_mac = $2 WHERE name = 'ada'`, [verifier, mac]);
      await expect(thaw({ key: carl.key })).rejects.toMatchObject(refused);
    }
    await put(`verifier = $1, row_mac = $2 WHERE name = 'ada'`, [ada.verifier, ada.row_mac]);
    await thaw();
  });

  it('brings no removed operator back, with the old row and its own good MAC', async () => {
    await add('frank', { name: 'ada' });
    const before = await row('frank');
    await thaw({ name: 'frank', passphrase: BEN });
    await desk.ask('operator remove', { name: 'frank' }, { name: 'ada' });
    await put(`state = 'active', revision = 1, row_mac = $1 WHERE name = 'frank'`, [before.row_mac]);
    await expect(thaw({ name: 'frank', passphrase: BEN })).rejects.toMatchObject(refused);
  });

  it('can’t pass off a row of an older revision, nor one that the log doesn’t know', async () => {
    const operator = desk.database.as('holdfast_operator');
    const known = (revision: bigint, state: 'active' | 'removed' = 'active') => ({ revision, state });
    expect(await verifierOf(operator, desk.kek, 'ada', known(1n))).not.toBeNull();
    for (const told of [known(2n), known(0n), known(1n, 'removed'), undefined])
      expect(await verifierOf(operator, desk.kek, 'ada', told)).toBeNull();
  });

  it('gets no MAC for a vault without operators from a gateway that has the key', async () => {
    // Taken away and put back, as if there had never been a vault.
    const { rows } = await admin('SELECT * FROM holdfast.settings');
    await admin('ALTER TABLE holdfast.settings DISABLE TRIGGER USER');
    await admin('DELETE FROM holdfast.settings');
    const serving = desk.administration({ ...NO_GATEWAY, state: 'open', kek: desk.kek });
    await expect(
      desk.ask('vault init', { operator: null }, { passphrase: null, kek: null, administration: serving }),
    ).rejects.toMatchObject({ code: 'VAULT_EXISTS' });
    expect((await admin('SELECT name FROM holdfast.settings')).rows).toEqual([]);
    for (const { name, value, revision, row_mac } of rows) {
      await admin('INSERT INTO holdfast.settings (name, value, revision, row_mac) VALUES ($1, $2, $3, $4)', [
        name,
        value,
        revision,
        row_mac,
      ]);
    }
    await admin('ALTER TABLE holdfast.settings ENABLE TRIGGER USER');
    await thaw();
  });

  it('can’t turn a vault with operators into one without', async () => {
    await admin('ALTER TABLE holdfast.settings DISABLE TRIGGER USER');
    await admin(`UPDATE holdfast.settings SET value = 'none' WHERE name = 'operators'`);
    await expect(thaw({ passphrase: null })).rejects.toMatchObject({ code: 'OPERATOR_REQUIRED' });
    await admin('ALTER TABLE holdfast.operators DISABLE TRIGGER USER');
    await admin('DELETE FROM holdfast.operators');
    await expect(thaw({ passphrase: null })).rejects.toMatchObject({ code: 'OPERATOR_REQUIRED' });
    await admin(`DELETE FROM holdfast.settings WHERE name = 'operators'`);
    await expect(thaw({ passphrase: null })).rejects.toMatchObject({ code: 'OPERATOR_REQUIRED' });
  });
});

describe('a vault that was made without operators', () => {
  let plain: Desk;
  beforeAll(async () => {
    plain = await openDesk(null);
  });
  afterAll(() => plain?.stop());
  const thawPlain = (options = {}) =>
    plain.ask('thaw', { scope: { kind: 'everything' } }, { passphrase: null, ...options });

  it('takes whoever reaches it, and needs the vault all the same', async () => {
    await thawPlain();
    await expect(thawPlain({ kek: null })).rejects.toMatchObject({ code: 'VAULT_SEALED' });
  });

  it('is refused when somebody says in the database that it has none', async () => {
    const { rows } = await plain.database.admin.pool.query(
      `SELECT value, row_mac FROM holdfast.settings WHERE name = 'operators'`,
    );
    await plain.database.admin.pool.query(
      `UPDATE holdfast.settings SET row_mac = sha256('x') WHERE name = 'operators'`,
    );
    await expect(thawPlain()).rejects.toMatchObject(refused);
    await plain.database.admin.pool.query(
      `UPDATE holdfast.settings SET row_mac = $1 WHERE name = 'operators'`,
      [rows[0].row_mac],
    );
    await thawPlain();
  });

  it('needs an operator from the first one on, also when the setting is put back', async () => {
    const { rows } = await plain.database.admin.pool.query(
      `SELECT * FROM holdfast.settings WHERE name = 'operators'`,
    );
    await plain.ask(
      'operator add',
      { name: 'ada' },
      {
        passphrase: null,
        secrets: { 'new-passphrase': Buffer.from(ADA) },
      },
    );
    await expect(thawPlain()).rejects.toMatchObject({ code: 'OPERATOR_REQUIRED' });
    await plain.database.admin.pool.query(
      `UPDATE holdfast.settings SET value = $1, revision = 1, row_mac = $2 WHERE name = 'operators'`,
      [rows[0].value, rows[0].row_mac],
    );
    await expect(thawPlain()).rejects.toMatchObject({ code: 'OPERATOR_REQUIRED' });
    await thawPlain({ passphrase: ADA });
  });
});
