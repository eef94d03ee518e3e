import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HoldfastError } from '@holdfast/errors';
import { printable } from '../output/printable.ts';
import type { Terminal } from '../terminal.ts';
import { DEFAULT_PORT } from './default-port.ts';
import { createFolderServer } from './folder-server.ts';

const HOST = '127.0.0.1';
/** How many ports are tried, from the wanted one upwards. */
const ATTEMPTS = 50;

/**
 * Serves a folder on this machine only, until Ctrl-C. A port in use is said, and the next free one taken.
 *
 * @param announce called once with the address, such as `http://127.0.0.1:4100`
 * @throws HoldfastError PORT_UNAVAILABLE when none of the ports is free or allowed
 */
export async function serveFolder(
  folder: string,
  port: number,
  terminal: Terminal,
  announce: (address: string) => void,
): Promise<void> {
  const server = createFolderServer(folder);
  const taken = await listen(server, port);
  if (port !== 0 && taken !== port) {
    terminal.stderr.write(`Port ${port} is in use by another program; taking ${taken} instead.\n`);
  }
  await new Promise<void>((resolve) => {
    const release = terminal.onInterrupt(() => {
      release();
      server.close(() => resolve());
      // Browsers keep connections open; waiting for them would look like a hang.
      server.closeAllConnections();
    });
    announce(`http://${HOST}:${taken}`);
  });
}

/** Checks `--port`. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new HoldfastError(
    'COMMAND_INVALID',
    `"${printable(text)}" is not a port. Give a number from 0 (any free one) to 65535, such as ${DEFAULT_PORT}.`,
    { value: text },
  );
}

async function listen(server: Server, wanted: number): Promise<number> {
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
