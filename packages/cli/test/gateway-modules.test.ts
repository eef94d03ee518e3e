import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { balances, type DataHome, dataHome } from './support/data-home.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const LIST = join(ROOT, 'packages', 'gateway', 'loaded-packages.json');
const THROUGH = join(import.meta.dirname, 'support', 'launch-through.ts');
/** Says each module that is loaded, whether imported or required. */
const HOOK = `import { registerHooks } from "node:module";
registerHooks({ load(url, context, next) { process.stderr.write("LOADED " + url + "\\n"); return next(url, context); } });`;
const MOST_PACKAGES = 25;

interface LoadedPackage {
  readonly name: string;
  readonly version: string;
}

/** The packages of others among loaded modules, by the folder they lie in. */
function packagesOf(urls: readonly string[]): Map<string, LoadedPackage> {
  const found = new Map<string, LoadedPackage>();
  for (const url of urls) {
    const match = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(fileURLToPath(url));
    if (match === null || found.has(match[1])) continue;
    const { name, version } = JSON.parse(readFileSync(join(match[1], 'package.json'), 'utf8'));
    found.set(match[1], { name, version });
  }
  return found;
}

/** Opens a stream by the bytes of the protocol, sends a ping of Binance's, and tells the answer. */
function pingOfStream(address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const handshake = request(`${address}/binance/ws-api.binance.com:443/ws-api/v3`, {
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      },
    });
    handshake.on('upgrade', (_answer, socket) => {
      socket.once('data', (frame: Buffer) => {
        socket.destroy();
        resolve(frame.toString('latin1'));
      });
      const text = Buffer.from('{"id":1,"method":"ping"}');
      // A whole text, masked with zeros.
      socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text]));
    });
    handshake.on('response', ({ statusCode }) => reject(new Error(`status ${statusCode}`)));
    handshake.on('error', reject);
    handshake.end();
  });
}

describe('what the gateway’s process really loads', () => {
  let data: DataHome;
  let urls: string[];

  beforeAll(async () => {
    data = await dataHome();
    await data.json(['vault', 'init', '--no-operator']);
    await data.json(
      ['key', 'add', 'main', '--exchange', 'binance', '--stdin'],
      JSON.stringify({ apiKey: 'REALKEY', secret: 'REALSECRET' }),
    );
    const policy = join(data.home, 'policy.yaml');
    const key = await data.json<{ apiKey: string; secret: string }>([
      ...['vkey', 'issue', 'bot', '--key', 'main', '--policy', policy],
    ]);
    const wrapper = join(data.home, 'node-that-tells.sh');
    const hook = `data:text/javascript,${encodeURIComponent(HOOK)}`;
    writeFileSync(wrapper, `#!/bin/sh\nexec '${process.execPath}' '--import=${hook}' "$@"\n`, {
      mode: 0o755,
    });
    const launcher = spawn(process.execPath, [THROUGH, wrapper, 'gateway'], {
      env: { PATH: process.env.PATH, HOLDFAST_HOME: data.home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    launcher.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const address = await new Promise<string>((resolve, reject) => {
      launcher.stdout.setEncoding('utf8').on('data', (text: string) => {
        const ready = /gateway ready on (http:\S+)/.exec(text);
        if (ready) resolve(ready[1]);
      });
      launcher.once('close', () => reject(new Error(said.slice(-2000))));
    });
    expect((await balances(address, key)).status).toBe(200);
    expect(await pingOfStream(address)).toContain('{"id":1,"status":200,"result":{}}');
    // A command in the process, so that what only commands load is among it.
    await data.json(['vkey', 'freeze', 'bot']);
    launcher.kill('SIGINT');
    await new Promise((resolve) => launcher.once('close', resolve));
    urls = [...said.matchAll(/^LOADED (file:\S+)$/gm)].map(([, url]) => url);
  }, 60_000);
  afterAll(() => data?.close());

  test('is our own code and the packages of the list, no other and none less', () => {
    const found = [...packagesOf(urls).values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));
    const text = `${JSON.stringify({ packages: found }, null, 2)}\n`;
    if (process.env.UPDATE_LOADED_PACKAGES === '1') writeFileSync(LIST, text);
    expect(readFileSync(LIST, 'utf8')).toBe(text);
    expect(found.length).toBeLessThanOrEqual(MOST_PACKAGES);
    expect(found.length).toBeGreaterThan(5);
    const ours = new Set(urls.flatMap((url) => /\/packages\/([^/]+)\//.exec(url)?.[1] ?? []));
    expect([...ours].sort()).toEqual(['database', 'decimal', 'document', 'errors', 'gateway', 'vault']);
  });

  test('has no native code, and nothing that runs when it is installed', () => {
    for (const [folder, { name }] of packagesOf(urls)) {
      const { scripts = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      for (const script of ['preinstall', 'install', 'postinstall'])
        expect(scripts, name).not.toHaveProperty(script);
      expect(existsSync(join(folder, 'binding.gyp')), name).toBe(false);
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
      expect(
        files.filter((file) => file.endsWith('.node')),
        name,
      ).toEqual([]);
    }
    expect(urls.filter((url) => url.endsWith('.node'))).toEqual([]);
    expect(urls.some((url) => /\/vault\/src\/(providers|stores)\//.test(url))).toBe(false);
  });
});
