import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { connect, setUpDatabase } from '../src/index.ts';

const PASSWORD = 'a-password-that-nobody-else-may-see';
let server: Server | undefined;
afterEach(() => server?.close());

/** An authentication request: 0 accepts, 3 wants the password as it is, 5 its MD5 with a salt. */
function authentication(kind: number, rest: Uint8Array = new Uint8Array()): Buffer {
  const head = Buffer.alloc(9);
  head.write('R');
  head.writeInt32BE(8 + rest.length, 1);
  head.writeInt32BE(kind, 5);
  return Buffer.concat([head, rest]);
}
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

/** A program that took the database's port; gives what it was told. */
async function impostor(answer: Buffer): Promise<{ port: number; heard: () => string }> {
  const heard: Buffer[] = [];
  const listening = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.write(answer));
    socket.on('data', (bytes) => heard.push(Buffer.from(bytes)));
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, heard: () => Buffer.concat(heard).toString('latin1') };
}

describe('a program that took the database’s port', () => {
  it.each([
    ['asks for the password', authentication(3)],
    ['asks for its MD5', authentication(5, Buffer.from('salt'))],
    ['says that it has proved itself', Buffer.concat([authentication(12, Buffer.from('v=AAAA')), READY])],
    ['asks for nothing', Buffer.concat([authentication(0), READY])],
  ])('and %s is told nothing and not believed', async (_, answer) => {
    const { port, heard } = await impostor(answer);
    const db = connect({
      address: { host: '127.0.0.1', port, database: 'holdfast', tls: null },
      user: 'holdfast_gateway',
      password: PASSWORD,
    });
    try {
      await expect(db.pool.query('SELECT 1')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    } finally {
      await db.close();
    }
    // Nor does who sets the database up, whose password opens more.
    const rolePasswords = { holdfast_gateway: 'x', holdfast_server: 'x', holdfast_operator: 'x' };
    await expect(
      setUpDatabase({
        address: { host: '127.0.0.1', port, database: 'holdfast', tls: null },
        user: 'postgres',
        password: PASSWORD,
        rolePasswords,
      }),
    ).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(heard()).toContain('holdfast_gateway');
    expect(heard()).not.toContain(PASSWORD);
    expect(heard()).not.toContain('md5');
    expect(heard()).not.toContain('SELECT');
  });
});
