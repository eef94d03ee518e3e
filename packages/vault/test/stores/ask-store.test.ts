import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isHoldfastError } from '@holdfast/errors';
import { afterEach, describe, expect, it } from 'vitest';
import { askStore, DEFAULT_TRANSPORT, storeUrl } from '../../src/stores/ask-store.ts';
import { codeOf, codeOfAsync } from '../fixtures.ts';
import { type Fault, type LocalServer, localServer } from './local-server.ts';

const CERTIFICATES = join(import.meta.dirname, '../../../gateway/test/upstream/certificates');
const certificate = (name: string) => ({
  key: readFileSync(join(CERTIFICATES, `${name}.key.pem`), 'utf8'),
  cert: readFileSync(join(CERTIFICATES, `${name}.cert.pem`), 'utf8'),
});
const TOKEN = 'hvs.a-token-that-must-not-show';

let servers: LocalServer[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop().catch(() => undefined)));
  servers = [];
});

async function serve(fault: Fault | null = null, tls: { key: string; cert: string } | null = null) {
  const server = await localServer(() => ({ status: 200, body: { fine: true } }), tls);
  server.fault = fault;
  servers.push(server);
  return server;
}

function ask(url: string, transport: Partial<typeof DEFAULT_TRANSPORT> = {}, body: Buffer | null = null) {
  return askStore(
    {
      method: body === null ? 'GET' : 'POST',
      url: new URL(`${url}/v1/x`),
      headers: { 'x-vault-token': TOKEN },
      body,
    },
    { ...DEFAULT_TRANSPORT, timeoutMs: 1000, ...transport },
  );
}

describe('a request to a key store', () => {
  it('gets the whole answer, and zeroes what was sent', async () => {
    const server = await serve();
    const body = Buffer.from('{"secret_id":"x"}');
    const answer = await ask(server.url, {}, body);
    expect(answer.body.toString()).toBe('{"fine":true}');
    expect(server.log[0]).toMatchObject({ method: 'POST', body: '{"secret_id":"x"}' });
    expect(body.every((byte) => byte === 0)).toBe(true);
  });

  it('follows no redirect: the token is never seen by another server', async () => {
    const other = await serve();
    const server = await serve((_, response) => {
      response.writeHead(307, { location: `${other.url}/v1/x` }).end();
      return true;
    });
    expect((await ask(server.url)).status).toBe(307);
    expect(other.log).toEqual([]);
  });

  it.each<[string, string, Fault]>([
    ['nobody answers in time', 'KEY_STORE_UNREACHABLE', () => true],
    [
      'the answer drips, each byte in time',
      'KEY_STORE_UNREACHABLE',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        const timer = setInterval(() => response.write('1'), 50);
        response.on('close', () => clearInterval(timer));
        return true;
      },
    ],
    [
      'the answer ends in the middle',
      'KEY_STORE_UNREACHABLE',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"data":', () => response.destroy());
        return true;
      },
    ],
    [
      'a chunked answer ends in the middle',
      'KEY_STORE_UNREACHABLE',
      (_, response) => {
        response.writeHead(200);
        response.write('{"data":', () => response.destroy());
        return true;
      },
    ],
    [
      'the connection breaks at once',
      'KEY_STORE_UNREACHABLE',
      (_, response) => {
        response.destroy();
        return true;
      },
    ],
    [
      'the answer is huge',
      'KEY_STORE_ANSWER_INVALID',
      (_, response) => {
        response.writeHead(200);
        response.end('x'.repeat(3 * 1024 * 1024));
        return true;
      },
    ],
    [
      'it speaks no HTTP',
      'KEY_STORE_ANSWER_INVALID',
      (_, response) => {
        response.socket?.end(`220 ready ${TOKEN}\r\n`);
        return true;
      },
    ],
  ])('fails when %s', async (_, code, fault) => {
    const server = await serve(fault);
    const started = performance.now();
    const failing = ask(server.url);
    expect(await codeOfAsync(failing)).toBe(code);
    expect(performance.now() - started).toBeLessThan(3000);
    const told = await failing.catch((error: unknown) => error);
    expect(
      isHoldfastError(told) && `${JSON.stringify(told)} ${told.stack} ${String(told.cause)}`,
    ).not.toContain(TOKEN);
  });

  it('says that nobody listens', async () => {
    const server = await serve();
    await server.stop();
    await expect(ask(server.url)).rejects.toMatchObject({
      code: 'KEY_STORE_UNREACHABLE',
      message: `The key store ${server.url} refuses connections.`,
    });
  });

  it('takes the certificate that the configuration names, and no other', async () => {
    const server = await serve(null, certificate('first'));
    expect((await ask(server.url, { ca: certificate('first').cert })).status).toBe(200);
    for (const ca of [certificate('second').cert, null])
      expect(await codeOfAsync(ask(server.url, { ca }))).toBe('KEY_STORE_UNTRUSTED');
    expect(server.log.length).toBe(1);
  });

  it('checks certificates also where the environment says not to', async () => {
    const server = await serve(null, certificate('first'));
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      expect(await codeOfAsync(ask(server.url))).toBe('KEY_STORE_UNTRUSTED');
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    }
  });

  it('sends nothing to a server without TLS where https was asked for', async () => {
    const server = await serve();
    expect(await codeOfAsync(ask(server.url.replace('http:', 'https:')))).toBe('KEY_STORE_UNTRUSTED');
    expect(server.log).toEqual([]);
  });

  it.each([
    'http://vault.example',
    'ftp://127.0.0.1',
    'https://user:pw@vault.example',
    'https://v.example/?a=b',
    'x',
    'http://127.0.0.1.example',
    'http://localhost.example',
  ])('takes no address like %s', (text) =>
    expect(codeOf(() => storeUrl(text, 'stores.vault.address'))).toBe('CONFIG_INVALID'),
  );
  it.each([
    'https://vault.example:8200',
    'http://127.0.0.1:8200',
    'http://[::1]:8200',
    'http://localhost:8200',
    'https://proxy.example/vault',
  ])('takes %s', (text) => expect(storeUrl(text, 'stores.vault.address').href).toContain(text));
});
