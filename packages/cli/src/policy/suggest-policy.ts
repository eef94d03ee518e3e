import { readFile } from 'node:fs/promises';
import { HoldfastError } from '@holdfast/errors';
import { LOOK_BACK_MS, parsePolicy, type Suggestion, suggestPolicy } from '@holdfast/gateway';
import { absolute, writeWhole } from '../files.ts';
import { reading } from '../gateway/reading.ts';
import type { Terminal } from '../terminal.ts';
import { exportedUse, newestIn } from './exported-use.ts';
import { readStoredPolicy, storedUse } from './stored-use.ts';

/** What `holdfast policy suggest` takes. */
export interface SuggestOptions {
  readonly vkey?: string;
  readonly requests?: string;
  readonly policy?: string;
  readonly key?: readonly string[];
  readonly days: string;
  readonly headroom: string;
  readonly out?: string;
  readonly config?: string;
  readonly json?: true;
}

interface Asked {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly headroomPct: number;
}

const DAY_MS = 86_400_000;

/** Runs `holdfast policy suggest`. */
export async function suggestPolicyCommand(options: SuggestOptions, terminal: Terminal): Promise<void> {
  const days = wholeNumber('--days', options.days, 1, 3650);
  const headroomPct = wholeNumber('--headroom', options.headroom.replace(/%$/, ''), 0, 1000);
  const { asked, suggestion } = await suggested(options, days, headroomPct, terminal);
  const { policy, yaml, lines, requests, outside, replay } = suggestion;
  const file = policy === null ? null : (options.out ?? null);
  if (file !== null) await writeWhole(absolute(file, terminal), yaml);
  if (options.json) {
    const told = {
      key: asked.name,
      from: new Date(asked.from).toISOString(),
      to: new Date(asked.to).toISOString(),
      headroomPct,
      requests,
      days: suggestion.days,
      outside,
      replay,
      policy: policy === null ? null : yaml,
      lines,
      file,
    };
    terminal.stdout.write(`${JSON.stringify(told)}\n`);
  } else if (policy !== null) {
    terminal.stdout.write(file === null ? yaml : `The suggested policy is in ${file}.\n`);
  }
  if (policy === null) throw unused(asked, suggestion);
}

async function suggested(
  options: SuggestOptions,
  days: number,
  headroomPct: number,
  terminal: Terminal,
): Promise<{ asked: Asked; suggestion: Suggestion }> {
  const { vkey, requests, policy: file } = options;
  const span = (to: number) => ({ from: to - days * DAY_MS, to, headroomPct });
  if (file !== undefined && requests !== undefined) {
    const current = parsePolicy(await readFile(absolute(file, terminal), 'utf8'), file);
    const log = { file: absolute(requests, terminal), keys: options.key ?? null };
    const name = vkey ?? options.key?.[0] ?? 'of the log';
    const asked = { name, ...span(await newestIn(log)) };
    return {
      asked,
      suggestion: await suggestPolicy(name, { current, events: () => exportedUse(log), ...asked }),
    };
  }
  if (vkey === undefined || file !== undefined) {
    throw new HoldfastError(
      'COMMAND_INVALID',
      'Name the virtual key with --vkey, or without its database a log and its policy with --requests and --policy.',
    );
  }
  return reading(options, terminal, async (database) => {
    const { current, ids, numbers } = await readStoredPolicy(database, vkey);
    if (requests !== undefined) {
      const log = { file: absolute(requests, terminal), keys: ids };
      const asked = { name: vkey, ...span(await newestIn(log)) };
      return {
        asked,
        suggestion: await suggestPolicy(vkey, { current, events: () => exportedUse(log), ...asked }),
      };
    }
    const asked = { name: vkey, ...span(Date.now()) };
    const events = await storedUse(database, numbers, asked.from - LOOK_BACK_MS);
    return { asked, suggestion: await suggestPolicy(vkey, { current, events, ...asked }) };
  });
}

function unused({ name, from }: Asked, { outside, requests }: Suggestion): HoldfastError {
  const left = Object.values(outside).reduce((sum, count) => sum + count, 0);
  const since = new Date(from).toISOString().slice(0, 10);
  const why =
    left > 0
      ? `the ${left} requests that were accepted since ${since} are ones that its policy doesn’t allow any more`
      : requests > 0
        ? `since ${since} it was only used for what needs no key`
        : `it was not used since ${since}`;
  return new HoldfastError(
    'POLICY_NOT_USED',
    `The least policy of "${name}" is none: ${why}. Revoke it with "holdfast vkey revoke ${name}".`,
    { key: name, outside: left },
  );
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const number = /^[0-9]{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new HoldfastError(
    'COMMAND_INVALID',
    `${option} "${text}" is no whole number from ${least} to ${most}.`,
    {
      value: text,
    },
  );
}
