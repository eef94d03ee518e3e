import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HoldfastError } from '@holdfast/errors';

/** Served on this machine only. */
export const HOST = '127.0.0.1';
/** How many ports are tried, from the wanted one upwards. */
const ATTEMPTS = 50;

/**
 * Listens on a port of this machine, or on the next free one.
 *
 * @returns the port
 * @throws HoldfastError PORT_UNAVAILABLE when none of the ports is free or allowed
 */
export async function listen(server: Server, wanted: number): Promise<number> {
  const last = wanted === 0 ? 0 : Math.min(wanted + ATTEMPTS - 1, 65_535);
  for (let port = wanted; port <= last; port++) {
    try {
      return await listenOn(server, port);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE') continue;
      if (code === 'EACCES') {
        throw new HoldfastError(
          'PORT_UNAVAILABLE',
          `You have no right to use port ${port}. Choose one above 1023 with --port.`,
          { port },
        );
      }
      throw error;
    }
  }
  throw new HoldfastError(
    'PORT_UNAVAILABLE',
    `Ports ${wanted} to ${last} are all in use. Choose another with --port.`,
    { port: wanted },
  );
}

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
