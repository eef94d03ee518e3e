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
  /** Whose dialect it speaks. */
  readonly dialect: string;
  readonly apiKey: string;
  readonly secret: string;
  /** Allows deposits and withdrawals. */
  readonly token: string;
}

const FIELDS = ['address', 'apiKey', 'secret', 'token'] as const;

interface PaperKeyPair {
  readonly apiKey: string;
  readonly secret: string;
}

/** What lies in the file: the exchange that ran last, and the keys of the dialects that it spoke before. */
interface CredentialsFile extends PaperCredentials {
  readonly others?: Readonly<Record<string, PaperKeyPair>>;
}

/** Folder of the paper exchange: its database and its credentials. */
export function paperHome(terminal: Terminal): string {
  return join(homeOf(terminal), 'paper');
}

export function credentialsFile(terminal: Terminal): string {
  return join(paperHome(terminal), 'account.json');
}

/** Reads the credentials. @throws HoldfastError PAPER_NOT_STARTED */
export async function readCredentials(terminal: Terminal): Promise<PaperCredentials> {
  return readFileOf(terminal);
}

async function readFileOf(terminal: Terminal): Promise<CredentialsFile> {
  const file = credentialsFile(terminal);
  const text = await readFile(file, 'utf8').catch(() => null);
  const credentials: unknown = text === null ? null : parse(text);
  if (isCredentials(credentials)) return { ...credentials, dialect: credentials.dialect ?? 'binance' };
  throw new HoldfastError(
    'PAPER_NOT_STARTED',
    'There is no paper exchange in this data home yet. Start one with "holdfast paper".',
    { file },
  );
}

/**
 * The credentials of the exchange with the address where it listens now. Each dialect has a key of its own, made when there is none.
 */
export async function keepCredentials(
  terminal: Terminal,
  dialect: string,
  issueKey: () => PaperKeyPair,
  address: string,
): Promise<PaperCredentials> {
  const known = await readFileOf(terminal).catch(() => null);
  const { [dialect]: before, ...others } = {
    ...known?.others,
    ...(known === null ? {} : { [known.dialect]: { apiKey: known.apiKey, secret: known.secret } }),
  };
  const { apiKey, secret } = before ?? issueKey();
  const token = known?.token ?? randomBytes(32).toString('hex');
  const credentials: CredentialsFile = {
    address,
    dialect,
    apiKey,
    secret,
    token,
    ...(Object.keys(others).length === 0 ? {} : { others }),
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

/** Files from before there was another dialect do not name theirs. */
function isCredentials(value: unknown): value is Omit<CredentialsFile, 'dialect'> & { dialect?: string } {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map(Object.entries(value));
  return FIELDS.every((name) => typeof fields.get(name) === 'string');
}
