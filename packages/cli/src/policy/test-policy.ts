import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import {
  PolicyTest,
  parsePolicy,
  readRecorded,
  type TestedRequest,
  type TestTotals,
} from '@holdfast/gateway';
import { absolute } from '../files.ts';
import { counted } from '../output/format.ts';
import { printable } from '../output/printable.ts';
import type { Terminal } from '../terminal.ts';

interface TestOptions {
  readonly requests: string;
  readonly key?: string;
  readonly json?: true;
}

/** Runs `holdfast policy test`. */
export async function testPolicyCommand(
  file: string,
  options: TestOptions,
  terminal: Terminal,
): Promise<void> {
  const policy = parsePolicy(await readFile(absolute(file, terminal), 'utf8'), file);
  const test = new PolicyTest(policy);
  for await (const event of readRecorded(createReadStream(absolute(options.requests, terminal)))) {
    if (event.kind === 'request' && options.key !== undefined && event.request.key !== options.key) continue;
    const tested = test.replay(event);
    if (tested === null) continue;
    terminal.stdout.write(options.json ? `${JSON.stringify(tested)}\n` : `${lineOf(tested)}\n`);
  }
  const totals = test.totals();
  terminal.stdout.write(options.json ? `${JSON.stringify({ totals })}\n` : totalsText(totals));
}

function lineOf({ place, time, what, verdict, rule, why, decided, decidedBy }: TestedRequest): string {
  const before = decided === null ? '' : `  (then ${decided}${decidedBy === null ? '' : ` by ${decidedBy}`})`;
  const reason = rule === null ? '' : `  ${why?.startsWith(`${rule}:`) ? why : `${rule}: ${why}`}`;
  return printable(`${time}  ${place}  ${verdict.padEnd(7)}  ${what}${reason}${before}`);
}

function totalsText(totals: TestTotals): string {
  const { requests, allowed, refused, unknown, refusedBy, newlyAllowed, newlyRefused, withoutAddress } =
    totals;
  const rules = Object.entries(refusedBy).map(([rule, count]) => `  ${count} by ${printable(rule)}\n`);
  const honest = [
    unknown === 0
      ? ''
      : `Unknown: the log does not hold what these would have been judged by (prices, open orders, volumes, whose order it was).\n`,
    withoutAddress === 0
      ? ''
      : `${counted(withoutAddress, 'request')} without an address: taken as coming from an allowed one.\n`,
  ];
  return `\n${counted(requests, 'request')}: ${allowed} allowed, ${refused} refused, ${unknown} unknown.\n${rules.join('')}Against what was decided then: ${newlyRefused} newly refused, ${newlyAllowed} newly allowed.\n${honest.join('')}`;
}
