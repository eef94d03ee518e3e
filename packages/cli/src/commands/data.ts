import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { addDataImport } from './data-import.ts';
import { addDataList } from './data-list.ts';
import { addDataQuality } from './data-quality.ts';
import { addDataShow } from './data-show.ts';
import { addDataVerify } from './data-verify.ts';

/** `holdfast data …`: import market data and see what it is worth. */
export function addData(program: Command, terminal: Terminal): void {
  const data = program
    .command('data')
    .description(
      'Import market data as immutable snapshots, and see what they are worth. Snapshots lie in HOLDFAST_HOME, else in the XDG data folder.',
    );
  addDataImport(data, terminal);
  addDataList(data, terminal);
  addDataShow(data, terminal);
  addDataQuality(data, terminal);
  addDataVerify(data, terminal);
}
