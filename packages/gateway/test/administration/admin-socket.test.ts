import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AdminPlace, adminPlace, makeAdminFolder } from '../../src/administration/admin-folder.ts';
import { serveAdminSocket } from '../../src/administration/admin-socket.ts';
import { ask, readGreeting } from '../../src/administration/conversation.ts';
import { composed, type Desk, openDesk } from './desk.ts';

let desk: Desk;
let home: string;
let place: AdminPlace;
const reports: string[] = [];
const opened: Socket[] = [];
const ends: (() => Promise<void>)[] = [];
const LIMITS = { connections: 4, timeoutMs: 300, patienceMs: 200 };

beforeAll(async () => {
  desk = await openDesk(null);
});
afterAll(() => desk?.stop());
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-socket-'));
  place = adminPlace(home);
});
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.destroy();
  for (const end of ends.splice(0)) await end();
  rmSync(home, { recursive: true, force: true });
});

async function serve(): Promise<() => Promise<void>> {
  const end = await serveAdminSocket(place, desk.administration(), (text) => reports.push(text), LIMITS);
  ends.push(end);
  return end;
}

function open(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(place.socket);
    opened.push(socket);
    socket.once('connect', () => resolve(socket)).once('error', reject);
  });
}

/** A command that needs nothing. */
async function status(): Promise<unknown> {
  const socket = await open();
  const request = composed('vault status', {}, { passphrase: null, kek: null }, desk.kek);
  return (await ask(socket, await readGreeting(socket), request)).result;
}

const closed = (socket: Socket) =>
  new Promise<void>((resolve) => {
    socket.on('error', () => undefined).once('close', () => resolve());
    socket.resume();
  });

describe('the folder of the socket', () => {
  it('is made for its owner alone, as is the socket', async () => {
    makeAdminFolder(place);
    await serve();
    expect(statSync(place.folder).mode & 0o777).toBe(0o700);
    expect(statSync(place.socket).mode & 0o777).toBe(0o600);
    expect(await status()).toMatchObject({ gateway: 'none' });
  });

  it.each([0o770, 0o701, 0o755, 0o777, 0o600])('with mode %o is not used', async (mode) => {
    mkdirSync(place.folder, { mode: 0o700 });
    chmodSync(place.folder, mode);
    expect(() => makeAdminFolder(place)).toThrow('for its owner alone');
    await expect(serve()).rejects.toMatchObject({ code: 'ADMIN_FOLDER_UNSAFE' });
  });

  it('is not used when it is a link, even to a folder that would do', async () => {
    const elsewhere = join(home, 'elsewhere');
    mkdirSync(elsewhere, { mode: 0o700 });
    symlinkSync(elsewhere, place.folder);
    expect(() => makeAdminFolder(place)).toThrow('is no folder');
    await expect(serve()).rejects.toMatchObject({ code: 'ADMIN_FOLDER_UNSAFE' });
  });

  it('lies in /tmp where the data home’s path is too long for a socket', async () => {
    const long = join(home, 'x'.repeat(120));
    mkdirSync(long);
    const other = adminPlace(long);
    expect(Buffer.byteLength(other.socket)).toBeLessThan(104);
    expect(adminPlace(long)).toEqual(other);
    expect(adminPlace(home).folder).not.toBe(other.folder);
    place = other;
    makeAdminFolder(place);
    await serve();
    expect(await status()).toMatchObject({ gateway: 'none' });
    rmSync(place.folder, { recursive: true });
  });
});

describe('the socket', () => {
  beforeEach(() => makeAdminFolder(place));

  it('that a killed gateway left is replaced; one that answers is not', async () => {
    const dead = createServer();
    await new Promise<void>((resolve) => dead.listen(place.socket, resolve));
    await expect(serve()).rejects.toMatchObject({ code: 'GATEWAY_RUNNING' });
    // What remains of a process that was killed: the file, and nobody behind it.
    const [path, kept] = [place.socket, `${place.socket}.kept`];
    const { linkSync, renameSync } = await import('node:fs');
    linkSync(path, kept);
    await new Promise<void>((resolve) => dead.close(() => resolve()));
    renameSync(kept, path);
    expect(existsSync(path)).toBe(true);
    await serve();
    expect(await status()).toMatchObject({ gateway: 'none' });
  });

  it('is gone when the gateway has ended', async () => {
    const end = await serve();
    await end();
    expect(existsSync(place.socket)).toBe(false);
  });

  it('cuts who connects and says nothing, or sends one byte after the other', async () => {
    await serve();
    const silent = await open();
    const slow = await open();
    const drip = setInterval(() => slow.write(Buffer.of(0)), 30);
    await Promise.all([closed(silent), closed(slow)]);
    clearInterval(drip);
    expect(await status()).toMatchObject({ gateway: 'none' });
  });

  it('drops garbage, and answers the next one', async () => {
    await serve();
    for (const garbage of ['GET / HTTP/1.1\r\n\r\n', '\0\0\0\x02{}', '\0\0\0\0', '\xff\xff\xff\xff', 'x']) {
      const socket = await open();
      const gone = closed(socket);
      socket.end(Buffer.from(garbage, 'latin1'));
      await gone;
    }
    expect(await status()).toMatchObject({ gateway: 'none' });
    expect(reports).toEqual([]);
  });

  it('takes no more connections at once than it may, and goes on when they are gone', async () => {
    await serve();
    const many = await Promise.all(Array.from({ length: 12 }, () => open()));
    await Promise.all(many.map(closed));
    expect(await status()).toMatchObject({ gateway: 'none' });
  });

  it('runs one command a connection', async () => {
    await serve();
    const socket = await open();
    const request = () => composed('vault status', {}, { passphrase: null, kek: null }, desk.kek);
    const greeting = await readGreeting(socket);
    await ask(socket, greeting, request());
    await expect(ask(socket, greeting, request())).rejects.toMatchObject({ code: 'ADMIN_CONNECTION_LOST' });
  });

  it('says that an outcome is unknown when the gateway dies before it answers', async () => {
    await serve();
    // A change that has to wait for another one.
    const client = await desk.database.admin.pool.connect();
    await client.query('BEGIN; LOCK TABLE holdfast.gate IN EXCLUSIVE MODE');
    const socket = await open();
    const request = composed(
      'freeze',
      { scope: { kind: 'everything' } },
      { passphrase: null, kek: null },
      desk.kek,
    );
    const asked = ask(socket, await readGreeting(socket), request);
    await setTimeout(100);
    socket.destroy();
    await expect(asked).rejects.toMatchObject({ code: 'ADMIN_CONNECTION_LOST' });
    await client.query('ROLLBACK');
    client.release();
    // What was asked for was done all the same.
    await expect
      .poll(async () => {
        const { rows } = await desk.database.admin.pool.query('SELECT frozen FROM holdfast.freezes');
        return rows[0].frozen;
      })
      .toBe(true);
  });

  it('lets a freeze pass while a change that widens is still waiting', async () => {
    await serve();
    const client = await desk.database.admin.pool.connect();
    await client.query(`BEGIN; SELECT FROM holdfast.settings WHERE name = 'kek-id' FOR UPDATE`);
    const slow = await open();
    const adding = ask(
      slow,
      await readGreeting(slow),
      composed(
        'operator add',
        { name: 'ada' },
        {
          passphrase: null,
          secrets: { 'new-passphrase': Buffer.from('ada has five random words') },
        },
        desk.kek,
      ),
    );
    const quick = await open();
    const request = composed(
      'freeze',
      { scope: { kind: 'everything' } },
      { passphrase: null, kek: null },
      desk.kek,
    );
    await ask(quick, await readGreeting(quick), request);
    await client.query('ROLLBACK');
    client.release();
    expect((await adding).result).toEqual({ name: 'ada' });
  });
});

it('what asks for no command that there is, or gives it something else, is told so', async () => {
  const invalid = { code: 'ADMIN_COMMAND_INVALID' };
  const bare = { passphrase: null, kek: null };
  await expect(desk.ask('vault destroy', {}, bare)).rejects.toMatchObject(invalid);
  await expect(desk.ask('vkey revoke', {}, bare)).rejects.toMatchObject(invalid);
  await expect(desk.ask('vkey revoke', { name: '../x' }, bare)).rejects.toMatchObject(invalid);
  await expect(desk.ask('vkey revoke', { name: 'x', force: true }, bare)).rejects.toMatchObject(invalid);
  await expect(
    desk.ask('vkey revoke', { name: 'x' }, { ...bare, secrets: { more: Buffer.from('x') } }),
  ).rejects.toMatchObject(invalid);
  await expect(desk.ask('vault init', { operator: null }, { passphrase: null })).rejects.toMatchObject({
    code: 'VAULT_EXISTS',
  });
  await expect(desk.ask('vault unseal', {}, { passphrase: null })).rejects.toMatchObject({
    code: expect.stringMatching(/^(GATEWAY_NOT_RUNNING|OPERATOR_REQUIRED)$/),
  });
});

it('without its database it says so, and tells nothing of the inside', async () => {
  const gone = await openDesk(null);
  await gone.database.stop();
  const error = await gone
    .ask('vkey revoke', { name: 'x' }, { passphrase: null, kek: null })
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: expect.stringMatching(/^(DATABASE_UNAVAILABLE|ADMIN_FAILED)$/) });
});
