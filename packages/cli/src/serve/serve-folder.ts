import { HoldfastError } from '@holdfast/errors';
import { printable } from '../output/printable.ts';
import type { Terminal } from '../terminal.ts';
import { DEFAULT_PORT } from './default-port.ts';
import { createFolderServer } from './folder-server.ts';
import { HOST, listen } from './listen.ts';

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
