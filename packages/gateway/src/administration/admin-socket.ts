import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { HoldfastError } from '@holdfast/errors';
import { type AdminPlace, checkAdminFolder } from './admin-folder.ts';
import type { Administration } from './administration.ts';
import { serveConversation } from './conversation.ts';

/** Bounds of the socket. */
interface AdminSocketLimits {
  readonly connections: number;
  /** For a request to arrive, and for an answer to be taken. */
  readonly timeoutMs: number;
  /** For commands under way to be answered when the gateway ends. */
  readonly patienceMs: number;
}

const DEFAULT_LIMITS: AdminSocketLimits = { connections: 16, timeoutMs: 10_000, patienceMs: 3000 };

/**
 * Serves the administration on a Unix socket (0600) in a folder of its own (0700). A socket that a killed gateway left
 * behind is replaced.
 *
 * @param report says what went wrong inside, without anything secret
 * @returns how to end it: no new connection, those under way are answered, the socket is gone
 * @throws HoldfastError ADMIN_FOLDER_UNSAFE, GATEWAY_RUNNING
 */
export async function serveAdminSocket(
  { folder, socket: path }: AdminPlace,
  administration: Administration,
  report: (message: string) => void,
  limits: AdminSocketLimits = DEFAULT_LIMITS,
): Promise<() => Promise<void>> {
  checkAdminFolder(folder);
  if (await answers(path)) {
    throw new HoldfastError('GATEWAY_RUNNING', 'A gateway of this data home runs already. Stop it first.', {
      socket: path,
    });
  }
  rmSync(path, { force: true });
  const conversations = new Set<Promise<void>>();
  const streams = new Set<Socket>();
  const server = createServer((stream: Socket) => {
    streams.add(stream);
    stream.once('close', () => streams.delete(stream));
    const conversation = serveConversation(stream, administration, limits.timeoutMs, report).finally(() =>
      conversations.delete(conversation),
    );
    conversations.add(conversation);
  });
  server.maxConnections = limits.connections;
  await listen(server, path);
  // The folder is closed to others already; this is for who opens it by mistake.
  chmodSync(path, 0o600);
  return async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    // Those who have asked for nothing yet, and those who don't take their answer, are not waited for.
    const patience = setTimeout(() => {
      for (const stream of streams) stream.destroy();
    }, limits.patienceMs);
    await Promise.race([Promise.all(conversations), closed]);
    clearTimeout(patience);
  };
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
