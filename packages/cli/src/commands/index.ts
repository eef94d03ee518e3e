import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { addIndexCheck } from './index-check.ts';
import { addIndexDiff } from './index-diff.ts';
import { addIndexExplain } from './index-explain.ts';
import { addIndexList } from './index-list.ts';
import { addIndexNew } from './index-new.ts';

/** `holdfast index …`: write, check and understand definitions. */
export function addIndex(program: Command, terminal: Terminal): void {
  const index = program.command('index').description('Write, check and understand index definitions.');
  addIndexNew(index, terminal);
  addIndexCheck(index, terminal);
  addIndexList(index, terminal);
  addIndexDiff(index, terminal);
  addIndexExplain(index, terminal);
}
