import { readFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { join } from 'node:path';

const CERTIFICATES = join(import.meta.dirname, 'certificates');

/**
 * A certificate for 127.0.0.1 that its own key signed, valid for a hundred years. The keys are for these tests only and
 * no secret.
 */
export function selfSigned(name: 'first' | 'second'): { readonly key: string; readonly cert: string } {
  const read = (part: string) => readFileSync(join(CERTIFICATES, `${name}.${part}.pem`), 'utf8');
  return { key: read('key'), cert: read('cert') };
}

/** A server that speaks whatever `talk` says, and keeps what it heard. */
export async function tcpServer(talk: (socket: Socket, heard: () => string) => void) {
  const sockets = new Set<Socket>();
  let text = '';
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    talk(socket, () => text);
  });
  const port = await listening(server);
  return {
    port,
    url: new URL(`http://127.0.0.1:${port}`),
    heard: () => text,
    connections: () => sockets.size,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Listens on this machine; the port. */
export async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
