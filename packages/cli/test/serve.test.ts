import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFolderServer } from '../src/serve/folder-server.ts';
import { serveFolder } from '../src/serve/serve-folder.ts';
import { testTerminal } from './support/command.ts';

let outside: string;
let folder: string;
let server: Server;
let port: number;

beforeAll(async () => {
  outside = mkdtempSync(join(tmpdir(), 'holdfast-serve-'));
  folder = join(outside, 'reports');
  mkdirSync(join(folder, 'sub'), { recursive: true });
  mkdirSync(join(folder, 'bare'));
  mkdirSync(join(outside, 'reports-secret'));
  const files: [string, string][] = [
    [folder, 'index.html'],
    [folder, 'data.json'],
    [folder, 'results.parquet'],
    [folder, 'a b.html'],
    [folder, 'empty.csv'],
    [folder, '.hidden'],
    [join(folder, 'sub'), 'index.html'],
    [outside, 'secret'],
    [join(outside, 'reports-secret'), 'secret'],
  ];
  for (const [where, name] of files)
    writeFileSync(join(where, name), name === 'empty.csv' ? '' : `content of ${name}`);
  symlinkSync(join(outside, 'secret'), join(folder, 'link.html'));
  symlinkSync(outside, join(folder, 'linked'));
  symlinkSync(join(folder, 'index.html'), join(folder, 'inside.html'));
  symlinkSync(join(folder, 'loop'), join(folder, 'loop'));
  server = createFolderServer(folder);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(outside, { recursive: true, force: true });
});

/** Sends bytes exactly as given: clients would tidy the path. */
function raw(target: string, { method = 'GET', host = `127.0.0.1:${port}` } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      answer += text;
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
    const hostLine = host === '' ? '' : `Host: ${host}\r\n`;
    socket.write(
      Buffer.from(`${method} ${target} HTTP/1.1\r\n${hostLine}Connection: close\r\n\r\n`, 'latin1'),
    );
  });
}

const status = (answer: string) => Number(answer.split(' ')[1]);
const header = (answer: string, name: string) =>
  new RegExp(`^${name}: (.*)\r$`, 'im').exec(answer.split('\r\n\r\n')[0])?.[1];

describe('served files', () => {
  it.each([
    ['/', 'text/html; charset=utf-8', 'content of index.html'],
    ['/index.html?x=/../secret#y', 'text/html; charset=utf-8', 'content of index.html'],
    ['/data.json', 'application/json; charset=utf-8', 'content of data.json'],
    ['/results.parquet', 'application/vnd.apache.parquet', 'content of results.parquet'],
    ['/a%20b.html', 'text/html; charset=utf-8', 'content of a b.html'],
    ['/sub/', 'text/html; charset=utf-8', 'content of index.html'],
    ['/inside.html', 'text/html; charset=utf-8', 'content of index.html'],
    ['/empty.csv', 'text/csv; charset=utf-8', ''],
  ])('%s has its type and content', async (target, type, content) => {
    const answer = await raw(target);
    expect([status(answer), header(answer, 'content-type'), answer.split('\r\n\r\n')[1]]).toEqual([
      200,
      type,
      content,
    ]);
  });

  it('carry headers that let them load nothing from elsewhere', async () => {
    for (const target of ['/', '/nothing', '/../x']) {
      const answer = await raw(target);
      expect(header(answer, 'content-security-policy')).toMatch(
        /^default-src 'none'.*frame-ancestors 'none'/,
      );
      expect(header(answer, 'x-content-type-options')).toBe('nosniff');
      expect(header(answer, 'referrer-policy')).toBe('no-referrer');
      expect(header(answer, 'cross-origin-resource-policy')).toBe('same-origin');
    }
  });

  it('answer HEAD without content', async () => {
    const answer = await raw('/index.html', { method: 'HEAD' });
    expect([status(answer), header(answer, 'content-length'), answer.split('\r\n\r\n')[1]]).toEqual([
      200,
      '21',
      '',
    ]);
  });

  it('lead a folder to its slash, never to another host', async () => {
    expect(header(await raw('/sub'), 'location')).toBe('/sub/');
    expect(header(await raw('//sub'), 'location')).toBe('/sub/');
  });
});

describe('what is not served', () => {
  it.each([
    '/../secret',
    '/sub/../../secret',
    '/%2e%2e/secret',
    '/%2E%2E%2Fsecret',
    '/..%2fsecret',
    '/..%5csecret',
    '/..\\secret',
    '/%252e%252e/secret',
    '/....//secret',
    '/.%00./secret',
    '/index.html%00.png',
    '/\u0000',
    '//../secret',
    '/../reports-secret/secret',
    '../secret',
    'secret',
    '/%c0%ae%c0%ae/secret',
    '/%',
    '/%zz',
    '/link.html',
    '/linked/secret',
    '/linked/',
    '/loop',
    '/.hidden',
    '/sub/.',
    '/./index.html',
    '/bare/',
    '/index.html/',
    '/index.html/x',
    '/nothing.html',
    `/${'a'.repeat(5000)}`,
    `/${'a/'.repeat(2000)}`,
    'http://127.0.0.1/index.html',
    'http://evil.example/../secret',
    'file:///etc/passwd',
    '/etc/passwd',
    '*',
  ])('%j', async (target) => {
    const answer = await raw(target);
    expect(status(answer)).toBeGreaterThanOrEqual(400);
    expect(status(answer)).toBeLessThan(500);
    expect(answer).not.toContain('content of');
    expect(answer).not.toContain(outside);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('by %s', async (method) => {
    const answer = await raw('/index.html', { method });
    expect([status(answer), header(answer, 'allow')]).toEqual([405, 'GET, HEAD']);
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example:4100',
    '127.0.0.1@evil',
    '0.0.0.0',
  ])('to the host name %s', async (host) => {
    expect(status(await raw('/', { host }))).toBe(421);
  });

  it('without a host name', async () => {
    expect(status(await raw('/', { host: '' }))).toBe(400);
  });
});

describe('serving', () => {
  const home = () => ({ folder: outside, home: outside });

  it('takes the next free port when one is in use, and says so', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const busy = (other.address() as AddressInfo).port;
    const terminal = testTerminal(home());
    const address = await new Promise<string>((resolve) => {
      void serveFolder(folder, busy, terminal, resolve);
    });
    expect(Number(new URL(address).port)).toBeGreaterThan(busy);
    expect(terminal.written.stderr).toMatch(
      new RegExp(`^Port ${busy} is in use by another program; taking \\d+ instead`),
    );
    expect((await fetch(address)).status).toBe(200);
    terminal.interrupt();
    other.close();
  });

  it('ends at Ctrl-C though a browser holds its connection open', async () => {
    const terminal = testTerminal(home());
    let address = '';
    const done = serveFolder(folder, 0, terminal, (found) => {
      address = found;
    });
    while (address === '') await new Promise((resolve) => setImmediate(resolve));
    const idle = connect(Number(new URL(address).port), '127.0.0.1');
    idle.on('error', () => undefined);
    await new Promise<void>((resolve) => idle.on('connect', resolve));
    await fetch(address);
    terminal.interrupt();
    await done;
    await expect(fetch(address)).rejects.toThrow();
    idle.destroy();
  });

  it('listens on this machine only', async () => {
    const terminal = testTerminal(home());
    const address = await new Promise<string>((resolve) => {
      void serveFolder(folder, 0, terminal, resolve);
    });
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    terminal.interrupt();
  });
});
