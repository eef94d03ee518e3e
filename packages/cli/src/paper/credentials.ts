import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HoldfastError } from '@holdfast/errors';
import { writeWhole } from '../files.ts';
import { homeOf } from '../snapshot-choice.ts';
import type { Terminal } from '../terminal.ts';

/** What opens the account of a paper exchange. It is toy money, so it lies in a file. */
export interface PaperCredentials {
  /** Where the exchange listens, or listened last. */
  readonly address: string;
  readonly apiKey: string;
  readonly secret: string;
  /** Allows deposits and withdrawals. */
  readonly token: string;
}

const FIELDS = ['address', 'apiKey', 'secret', 'token'] as const;

/** Folder of the paper exchange: its database and its credentials. */
export function paperHome(terminal: Terminal): string {
  return join(homeOf(terminal), 'paper');
}

export function credentialsFile(terminal: Terminal): string {
  return join(paperHome(terminal), 'account.json');
}

/** Reads the credentials. @throws HoldfastError PAPER_NOT_STARTED */
export async function readCredentials(terminal: Terminal): Promise<PaperCredentials> {
  const file = credentialsFile(terminal);
  const text = await readFile(file, 'utf8').catch(() => null);
  const credentials: unknown = text === null ? null : parse(text);
  if (isCredentials(credentials)) return credentials;
  throw new HoldfastError(
    'PAPER_NOT_STARTED',
    'There is no paper exchange in this data home yet. Start one with "holdfast paper".',
    { file },
  );
}

/** The credentials of the exchange, made when there are none, with the address where it listens now. */
export async function keepCredentials(terminal: Terminal, address: string): Promise<PaperCredentials> {
  const known = await readCredentials(terminal).catch(() => null);
  const credentials: PaperCredentials = {
    apiKey: known?.apiKey ?? randomBytes(32).toString('hex'),
    secret: known?.secret ?? randomBytes(32).toString('hex'),
    token: known?.token ?? randomBytes(32).toString('hex'),
    address,
  };
  await mkdir(paperHome(terminal), { recursive: true, mode: 0o700 });
  await writeWhole(credentialsFile(terminal), `${JSON.stringify(credentials, null, 2)}\n`, 0o600);
  return credentials;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isCredentials(value: unknown): value is PaperCredentials {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map(Object.entries(value));
  return FIELDS.every((name) => typeof fields.get(name) === 'string');
}
