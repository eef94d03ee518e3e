import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { selfSigned, tcpServer } from '../../gateway/test/upstream/servers.ts';
import { balances, type DataHome, dataHome } from './support/data-home.ts';
import { processes, treeOf } from './support/process-tree.ts';

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts');

/*
 * Everything that could make a Node process trust other certificates, write down its keys, run other code or talk through
 * somebody else is set at once for "holdfast gateway". The exchange is a server whose certificate nobody should trust.
 */
describe('variables of the environment change nothing in the gateway’s process', () => {
  let data: DataHome;
  let exchange: Server;
  let proxy: Awaited<ReturnType<typeof tcpServer>>;
  let launcher: ChildProcess;
  let said = '';
  let answer: Awaited<ReturnType<typeof balances>>;
  const asked: string[] = [];
  let handshakes = 0;
  const inside = (name: string) => join(data.home, name);

  beforeAll(async () => {
    data = await dataHome();
    const certificate = selfSigned('first');
    exchange = createServer(certificate, (request, response) => {
      asked.push(request.url ?? '');
      response.end('{}');
    });
    exchange.on('connection', () => handshakes++);
    await new Promise<void>((resolve) => exchange.listen(0, '127.0.0.1', resolve));
    proxy = await tcpServer((socket) => socket.end());
    const { port } = exchange.address() as AddressInfo;
    writeFileSync(
      inside('gateway.yaml'),
      `listen: 127.0.0.1:0\nvault: {provider: file, file: ${join(data.keys, 'kek')}}\nupstreams: {api.binance.com: "https://127.0.0.1:${port}"}\n`,
    );
    await data.json(['vault', 'init', '--no-operator']);
    await data.json(
      [
        ...['key', 'add', 'main', '--exchange', 'binance', '--stdin'],
        ...['--accept-risk', 'unverified,no-ip', '--reason', 'a test'],
      ],
      JSON.stringify({ apiKey: 'REALKEY', secret: 'REALSECRET' }),
    );
    const key = await data.json<{ apiKey: string; secret: string }>([
      ...['vkey', 'issue', 'bot', '--key', 'main', '--policy', inside('policy.yaml')],
    ]);
    writeFileSync(inside('ca.pem'), certificate.cert);
    mkdirSync(inside('ca'));
    writeFileSync(join(inside('ca'), 'first.pem'), certificate.cert);
    writeFileSync(
      inside('preload.cjs'),
      `require('node:fs').appendFileSync(${JSON.stringify(inside('preloaded'))}, process.execArgv.join(' ') + '\\n');`,
    );
    const throughProxy = `http://127.0.0.1:${proxy.port}`;
    launcher = spawn(process.execPath, [MAIN, 'gateway'], {
      env: {
        PATH: process.env.PATH,
        HOLDFAST_HOME: data.home,
        NODE_TLS_REJECT_UNAUTHORIZED: '0',
        NODE_EXTRA_CA_CERTS: inside('ca.pem'),
        SSL_CERT_FILE: inside('ca.pem'),
        SSL_CERT_DIR: inside('ca'),
        NODE_OPTIONS: `--require ${inside('preload.cjs')} --use-openssl-ca --tls-keylog=${inside('node-keylog')}`,
        NODE_DEBUG: 'http,https,tls,net',
        SSLKEYLOGFILE: inside('keylog'),
        NODE_USE_ENV_PROXY: '1',
        HTTP_PROXY: throughProxy,
        HTTPS_PROXY: throughProxy,
        ALL_PROXY: throughProxy,
        http_proxy: throughProxy,
        https_proxy: throughProxy,
        LD_LIBRARY_PATH: data.home,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    launcher.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const address = await new Promise<string>((resolve, reject) => {
      launcher.stdout?.setEncoding('utf8').on('data', (text: string) => {
        const ready = /gateway ready on (http:\S+)/.exec(text);
        if (ready) resolve(ready[1]);
      });
      launcher.once('close', () => reject(new Error(said.slice(-2000))));
    });
    answer = await balances(address, key);
  }, 60_000);
  afterAll(async () => {
    if (launcher.exitCode === null) {
      launcher.kill('SIGINT');
      await new Promise((resolve) => launcher.once('close', resolve));
    }
    exchange.close();
    proxy.stop();
    await data.close();
  });

  test.each(['NODE_TLS_REJECT_UNAUTHORIZED', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'])(
    '%s: a certificate that nobody should trust is not trusted',
    () => {
      // It was reached, so that it can only be its certificate that was refused.
      expect(handshakes).toBeGreaterThan(0);
      expect(answer.status).toBe(503);
      expect(answer.text).toContain('can’t be reached; nothing was sent');
      expect(asked).toEqual([]);
    },
  );

  test('NODE_OPTIONS: nothing is loaded into the process with the keys', () => {
    // The launcher is the user's own process, and loads it.
    const loaded = readFileSync(inside('preloaded'), 'utf8');
    expect(loaded.split('\n').length).toBeGreaterThan(1);
    expect(loaded).not.toContain('--permission');
  });

  test('NODE_DEBUG: nothing of its connections is written down', () => {
    const gateway = treeOf(launcher.pid ?? 0).find(({ commandLine }) => commandLine.includes('--permission'));
    expect(gateway).toBeDefined();
    expect(said).not.toMatch(new RegExp(`(TLS|HTTP|HTTPS|NET) ${gateway?.pid}:`));
  });

  test('SSLKEYLOGFILE and --tls-keylog: no keys of connections are written down', () => {
    expect(existsSync(inside('keylog'))).toBe(false);
    const log = existsSync(inside('node-keylog')) ? readFileSync(inside('node-keylog'), 'utf8') : '';
    expect(log).toBe('');
  });

  test.each(['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NODE_USE_ENV_PROXY'])(
    '%s: nobody is talked through',
    () => {
      expect(proxy.connections()).toBe(0);
    },
  );

  test('its environment is empty', () => {
    const gateway = treeOf(launcher.pid ?? 0).find(({ commandLine }) => commandLine.includes('--permission'));
    expect(processes().length).toBeGreaterThan(2);
    expect(
      gateway?.environment
        .toString('latin1')
        .replace(/(^|\0)(PWD|SHLVL|_|OLDPWD)=[^\0]*/g, '')
        .replaceAll('\0', ''),
    ).toBe('');
  });
});
