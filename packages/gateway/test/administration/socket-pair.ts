import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Two ends of a Unix socket. Unlike streams in memory, they don't share the buffers that each side zeroes. */
export async function socketPair(): Promise<[Socket, Socket]> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-pair-'));
  const path = join(folder, 'pair.sock');
  const server = createServer();
  try {
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
    const ours = connect(path);
    return [ours, await accepted];
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
