import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';

interface Options {
  as: string;
  asset: string;
  date: string;
  close: string;
  marketCap?: string;
  volume?: string;
  open?: string;
  high?: string;
  low?: string;
  names?: string;
  replace?: true;
  json?: true;
}

/** `holdfast data import FILE`: a file becomes a snapshot. */
export function addDataImport(data: Command, terminal: Terminal): void {
  data
    .command('import')
    .description('Import CSV, gzip CSV or Parquet as a snapshot. The options name the file’s columns.')
    .argument('<file>', 'file to import')
    .requiredOption('--as <name>', 'name of the snapshot')
    .requiredOption('--asset <column>', 'asset id')
    .requiredOption('--date <column>', 'UTC date')
    .requiredOption('--close <column>', 'price in USD')
    .option('--market-cap <column>', 'market cap in USD')
    .option('--volume <column>', 'USD traded that day')
    .option('--open <column>', 'first price of the day')
    .option('--high <column>', 'highest price of the day')
    .option('--low <column>', 'lowest price of the day')
    .option('--names <file>', 'CSV with id, symbol and name of the assets')
    .option('--replace', 'let the name point here though it points at other content')
    .option('--json', 'print what "data show" prints')
    .action(async (file: string, options: Options) => {
      const [
        { importSnapshot },
        { homeOf },
        { absolute },
        { importProgress },
        { snapshotJson, snapshotText },
      ] = await Promise.all([
        import('@holdfast/market'),
        import('../snapshot-choice.ts'),
        import('../files.ts'),
        import('../data/import-progress.ts'),
        import('../data/snapshot-view.ts'),
      ]);
      const progress = importProgress(terminal);
      const { asset, date, close, marketCap, volume, open, high, low } = options;
      try {
        const snapshot = await importSnapshot({
          path: absolute(file, terminal),
          name: options.as,
          home: homeOf(terminal),
          columns: { asset, date, close, marketCap, volume, open, high, low },
          namesPath: options.names === undefined ? undefined : absolute(options.names, terminal),
          replace: options.replace,
          onProgress: progress.update,
        });
        progress.clear();
        terminal.stdout.write(
          options.json ? `${JSON.stringify(snapshotJson(snapshot))}\n` : snapshotText(snapshot),
        );
      } finally {
        progress.clear();
      }
    });
}
