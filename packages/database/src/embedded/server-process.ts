import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { HoldfastError } from '@holdfast/errors';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { type ClusterFiles, dataArgument, serverEnvironment, startFailed } from './cluster-files.ts';

/** A running PostgreSQL. */
export interface ServerProcess {
  readonly host: string;
  readonly port: number;
  readonly pid: number;
  /** Resolves when it ends, whoever ended it. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Runs PostgreSQL and ends it when our end of its standard input closes, as happens even when we are killed with
 * SIGKILL. The first line it writes is PostgreSQL's process id.
 */
const LIFELINE = `exec 3<&0
"$@" </dev/null >/dev/null 3<&- &
child=$!
echo $child
(read -r _ <&3; kill -INT $child) >/dev/null 2>&1 &
watcher=$!
wait $child
status=$?
kill $watcher 2>/dev/null
exit $status`;

const START_LIMIT_MS = 60_000;
/** The longest path of a Unix socket that every system takes. */
const SOCKET_PATH_LIMIT = 100;

/**
 * Starts PostgreSQL on a Unix socket in a private folder, with no network port at all; only where the path is too long
 * for a socket it listens on a free port of 127.0.0.1. Command-line settings outrank those in its files.
 *
 * @throws HoldfastError `DATABASE_IN_USE`, `DATABASE_START_FAILED`.
 */
export async function startServer(
  files: ClusterFiles,
  binaries: Binaries,
  account: Account | null,
): Promise<ServerProcess> {
  await waitUntilFree(files);
  const socketFits = Buffer.byteLength(join(files.socket, '.s.PGSQL.5432')) <= SOCKET_PATH_LIMIT;
  for (let attempt = 1; ; attempt++) {
    const port = socketFits ? 5432 : await freePort();
    try {
      return await startOn(port, socketFits, files, binaries, account);
    } catch (error) {
      const taken = error instanceof HoldfastError && error.message.includes('Address already in use');
      if (socketFits || !taken || attempt === 5) throw error;
    }
  }
}

async function startOn(
  port: number,
  socketFits: boolean,
  files: ClusterFiles,
  binaries: Binaries,
  account: Account | null,
): Promise<ServerProcess> {
  const settings = {
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    port: String(port),
    listen_addresses: socketFits ? '' : '127.0.0.1',
    unix_socket_directories: socketFits ? '../socket' : '',
    unix_socket_permissions: '0700',
    password_encryption: 'scram-sha-256',
    max_connections: '60',
    shared_buffers: '64MB',
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
    logging_collector: 'off',
  };
  const child = spawn(
    'sh',
    ['-c', LIFELINE, 'holdfast-postgres', binaries.postgres, '-D', dataArgument(files, account)].concat(
      Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ),
    // A session of its own: Ctrl-C in a terminal reaches us, and we stop it when we are done with it.
    {
      cwd: files.data,
      env: serverEnvironment(),
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
      ...account,
    },
  );
  const said = lastWords(child.stderr);
  const firstLine = lastWords(child.stdout);
  let trouble = '';
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', (error) => {
      trouble = error.message;
      resolve();
    });
  });
  // Writing nothing, it may still hear that the other side is gone.
  child.stdin.on('error', () => undefined);
  let running = true;
  void ended.then(() => {
    running = false;
  });
  for (const end = performance.now() + START_LIMIT_MS; performance.now() < end; await sleep(10)) {
    const lock = readLock(files);
    if (lock?.status === 'ready' && running && lock.pid === Number(firstLine())) {
      return {
        host: socketFits ? files.socket : '127.0.0.1',
        port,
        pid: lock.pid,
        ended,
        stop: () => stopServer(child, ended),
      };
    }
    if (!running) {
      if (/lock file ".*" (already exists|is empty)|bogus data in lock file/.test(said()))
        throw inUse(files, lock?.pid ?? null);
      throw startFailed(said() || trouble);
    }
  }
  await stopServer(child, ended);
  throw startFailed(`${said()}\nIt was not ready after ${START_LIMIT_MS / 1000} seconds.`);
}

async function stopServer(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.stdin?.destroy();
  await ended;
}

/** The last 8 KiB that the child wrote; more is never kept. */
function lastWords(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-8192);
  });
  return () => text;
}

interface Lock {
  readonly pid: number;
  readonly status: string;
}

/**
 * PostgreSQL's own lock file: process id in the first line, state in the eighth.
 * @see https://www.postgresql.org/docs/18/storage-file-layout.html
 */
function readLock(files: ClusterFiles): Lock | null {
  try {
    const lines = readFileSync(join(files.data, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return Number.isSafeInteger(pid) && pid > 0 ? { pid, status: (lines[7] ?? '').trim() } : null;
  } catch {
    return null;
  }
}

/**
 * Waits for a server that is stopping, and says so when one runs. A lock file that a killed server left is PostgreSQL's
 * to judge; it can't when the number in it has been given to a process that is something else, so that case is cleared
 * here, and only when no process at all works in the data folder.
 */
async function waitUntilFree(files: ClusterFiles): Promise<void> {
  for (const end = performance.now() + 10_000; ; await sleep(50)) {
    const file = statSync(join(files.data, 'postmaster.pid'), { throwIfNoEntry: false });
    if (file === undefined) return;
    const lock = readLock(files);
    // Written a moment after it is made; a crash of the machine may leave it without text for good.
    const unfinished = lock === null && Date.now() - file.mtimeMs < 2000;
    if (lock !== null && !isAlive(lock.pid)) return;
    if (!unfinished && processesIn(files.data)?.length === 0) {
      removeLock(files, file.ino);
      return;
    }
    const patience = lock?.status === 'stopping' ? end : end - 8500;
    if (performance.now() > patience) throw inUse(files, lock?.pid ?? null);
  }
}

/** Removes the lock file that was judged, and puts back one that another start has made meanwhile. */
function removeLock(files: ClusterFiles, inode: number): void {
  const lock = join(files.data, 'postmaster.pid');
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (statSync(aside).ino !== inode) linkSync(aside, lock);
    rmSync(aside);
  } catch (error) {
    // Another start removed it first.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

function inUse({ folder }: ClusterFiles, pid: number | null): HoldfastError {
  return new HoldfastError(
    'DATABASE_IN_USE',
    `The embedded database in ${folder} is running already${pid === null ? '' : ` (process ${pid})`}. Use the Holdfast that started it, or stop that one first.`,
    { folder, pid },
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Processes of PostgreSQL that work in the folder, sessions left over included; null where the system doesn't tell where
 * one works, as for root in a container without the right to trace.
 */
function processesIn(folder: string): number[] | null {
  if (!existsSync('/proc/self/cwd')) return null;
  const path = realpathSync(folder);
  const found: number[] = [];
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      if (!readFileSync(`/proc/${name}/comm`, 'utf8').startsWith('postgres')) continue;
      if (readlinkSync(`/proc/${name}/cwd`) === path) found.push(Number(name));
    } catch (error) {
      const gone =
        error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH');
      if (!gone) return null;
    }
  }
  return found;
}

/** A port of 127.0.0.1 that nobody listens on just now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw startFailed('no free port');
  return address.port;
}
