import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDate } from '@holdfast/engine';
import { renderOverview } from '@holdfast/report';
import { absolute, writeWhole } from '../files.ts';
import { counted } from '../output/format.ts';
import { createFolderServer } from '../serve/folder-server.ts';
import { HOST, listen } from '../serve/listen.ts';
import { parsePort, serveFolder } from '../serve/serve-folder.ts';
import { homeOf } from '../snapshot-choice.ts';
import type { Terminal } from '../terminal.ts';
import { demoMarket, overviewInput, writeReports } from './index-reports.ts';
import { runLiveDemo } from './live-demo.ts';

export interface DemoOptions {
  readonly port: string;
  readonly reportsOnly?: true;
  readonly until?: string;
  readonly json?: true;
}

const DAY_MS = 86_400_000;

/** Runs `holdfast demo`. */
export async function demoCommand(options: DemoOptions, terminal: Terminal): Promise<void> {
  const port = parsePort(options.port);
  // The close of a day is at its end.
  const until = options.until === undefined ? null : (parseDate(options.until) + 1) * DAY_MS;
  const folder = absolute(join(homeOf(terminal), 'reports', 'demo'), terminal);
  await mkdir(folder, { recursive: true });
  const market = await demoMarket(terminal);
  const runs = await writeReports(market, folder, terminal);
  const indices = await overviewInput(market, runs);
  const ids = runs.map(({ backtest }) => backtest.definition.id);
  if (options.reportsOnly) {
    await writeWhole(join(folder, 'index.html'), renderOverview(indices));
    await serveFolder(folder, port, terminal, (address) => {
      terminal.stdout.write(
        options.json
          ? `${JSON.stringify({ address, folder, indices: ids })}\n`
          : `Reports of ${counted(ids.length, 'index', 'indices')}: ${address} (Ctrl-C ends)\n`,
      );
    });
    return;
  }
  const server = createFolderServer(folder);
  const taken = await listen(server, port);
  if (port !== 0 && taken !== port) {
    terminal.stderr.write(`Port ${port} is in use by another program; taking ${taken} instead.\n`);
  }
  const ending = new AbortController();
  const release = terminal.onInterrupt(() => {
    terminal.stderr.write('Stopping …\n');
    ending.abort();
  });
  try {
    await runLiveDemo({ folder, market, indices, terminal, signal: ending.signal, until }, () => {
      const address = `http://${HOST}:${taken}`;
      terminal.stdout.write(
        options.json
          ? `${JSON.stringify({ address, folder, indices: ids })}\n`
          : `Open ${address} (Ctrl-C ends)\n`,
      );
    });
  } finally {
    release();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      // Browsers keep connections open; waiting for them would look like a hang.
      server.closeAllConnections();
    });
  }
}
