import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** The program, where there is one: nothing of Holdfast needs it. */
const PROGRAM = 'nginx';

/** An nginx that passes everything on, like the plain proxy. */
export interface Nginx {
  readonly port: number;
  readonly child: ChildProcess;
  stop(): void;
}

/** Starts nginx with one worker in front of the exchange's server; null where it is not installed. */
export async function startNginx(exchangePort: number): Promise<Nginx | null> {
  if (spawnSync(PROGRAM, ['-v']).error !== undefined) return null;
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-nginx-'));
  mkdirSync(join(folder, 'temp'));
  const port = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(folder, 'temp')};`)
    .join(' ');
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; worker_processes 1; pid ${join(folder, 'pid')}; error_log ${join(folder, 'error.log')};
events { worker_connections 1024; }
http {
  access_log off; ${temporary}
  upstream exchange { server 127.0.0.1:${exchangePort}; keepalive 64; }
  server {
    listen 127.0.0.1:${port};
    keepalive_requests 1000000;
    location /binance/api.binance.com/ {
      proxy_pass http://exchange/;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
}
`,
  );
  const child = spawn(PROGRAM, ['-c', join(folder, 'nginx.conf'), '-p', folder], { stdio: 'ignore' });
  // Not left behind by a benchmark that fails.
  process.once('exit', () => child.kill());
  const stop = () => {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  for (let attempt = 0; attempt < 100 && child.exitCode === null; attempt++) {
    if (await answers(port)) return { port, child, stop };
    await wait(20);
  }
  stop();
  throw new Error('nginx did not start');
}

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/binance/api.binance.com/`).then(
    async (answer) => {
      await answer.arrayBuffer();
      return true;
    },
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
