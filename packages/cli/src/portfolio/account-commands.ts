import { readFile } from 'node:fs/promises';
import { HoldfastError } from '@holdfast/errors';
import { addAccount, findAccount, listAccounts, setLive, TRADED_EXCHANGES } from '@holdfast/trader';
import { absolute } from '../files.ts';
import { SecretInput } from '../gateway/secret-input.ts';
import { printable } from '../output/printable.ts';
import { table } from '../output/table.ts';
import type { Terminal } from '../terminal.ts';
import { openTrader, type TraderOptions, withTrader } from './open-trader.ts';

export interface AddAccountOptions extends TraderOptions {
  readonly vkey: string;
  readonly gateway?: string;
  readonly live?: true;
  readonly confirm?: string;
  readonly json?: true;
}

const NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** Runs `holdfast account add`. */
export async function addAccountCommand(
  name: string,
  options: AddAccountOptions,
  terminal: Terminal,
): Promise<void> {
  if (!NAME.test(name))
    throw invalid(`"${name}" is no name of an account: use small letters, digits and hyphens`);
  if (options.live === true) confirmed(name, options.confirm);
  const key = await readVirtualKey(options.vkey, terminal);
  const url = options.gateway ?? key.url.replace(new RegExp(`/${key.exchange}/?$`), '');
  const gateway = gatewayAddress(url);
  await withTrader(options, terminal, async ({ db }) => {
    const { apiKey, secret, password, exchange } = key;
    const virtual_key = { apiKey, secret, ...(password !== null && { password }) };
    await addAccount(db, { name, exchange, gateway, virtual_key, live: options.live === true });
  });
  const where =
    options.live === true ? 'Orders may go to the real exchange.' : 'Orders go to a paper exchange only.';
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify({ name, exchange: key.exchange, gateway, live: options.live === true })}\n`
      : `Account "${name}" of ${key.exchange}, through ${gateway}. ${where}\n`,
  );
}

/** Runs `holdfast account live`. */
export async function liveCommand(
  name: string,
  options: TraderOptions & { readonly confirm?: string; readonly off?: true; readonly json?: true },
  terminal: Terminal,
): Promise<void> {
  const live = options.off !== true;
  if (live) confirmed(name, options.confirm);
  await withTrader(options, terminal, async ({ db }) => setLive(db, await findAccount(db, name), live));
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify({ name, live })}\n`
      : `Account "${name}": ${live ? 'orders may go to the real exchange.' : 'orders go to a paper exchange only.'}\n`,
  );
}

/** Runs `holdfast account list`. */
export async function listAccountsCommand(
  options: TraderOptions & { readonly json?: true },
  terminal: Terminal,
): Promise<void> {
  const trader = await openTrader(options, terminal);
  try {
    const accounts = (await listAccounts(trader.db)).map(({ name, exchange, gateway, live }) => ({
      name,
      exchange,
      gateway,
      live,
    }));
    if (options.json) terminal.stdout.write(`${JSON.stringify({ accounts })}\n`);
    else if (accounts.length === 0)
      terminal.stdout.write('No accounts yet. Add one with "holdfast account add".\n');
    else {
      terminal.stdout.write(
        table([
          ['account', 'exchange', 'gateway', 'orders go to'],
          ...accounts.map(({ name, exchange, gateway, live }) => [
            name,
            exchange,
            printable(gateway),
            live ? 'the real exchange' : 'a paper exchange only',
          ]),
        ]),
      );
    }
  } finally {
    await trader.close();
  }
}

/** Nothing goes live by accident: who wants it names the account once more. */
function confirmed(name: string, confirm: string | undefined): void {
  if (confirm === name) return;
  throw new HoldfastError(
    'ACCOUNT_NOT_LIVE',
    `With --live orders go to a real exchange and spend real money. If that is meant, name the account once more: --live --confirm ${name}.`,
    { account: name },
  );
}

interface VirtualKeyFile {
  readonly exchange: string;
  readonly apiKey: string;
  readonly secret: string;
  readonly password: string | null;
  readonly url: string;
}

/** What `holdfast vkey issue --json` printed, from a file or, for "-", standard input. */
async function readVirtualKey(file: string, terminal: Terminal): Promise<VirtualKeyFile> {
  const text =
    file === '-'
      ? (await new SecretInput(true).rest()).toString('utf8')
      : await readFile(absolute(file, terminal), 'utf8');
  let found: Record<string, unknown>;
  try {
    found = Object(JSON.parse(text));
  } catch {
    throw invalid(`${file} is no JSON; give what "holdfast vkey issue --json" printed`);
  }
  const field = (name: string): string => {
    const value = found[name];
    if (typeof value !== 'string' || value === '' || value.length > 10_000) {
      throw invalid(`${file} has no "${name}"; give what "holdfast vkey issue --json" printed`);
    }
    return value;
  };
  const exchange = field('exchange');
  if (!TRADED_EXCHANGES.includes(exchange)) {
    throw new HoldfastError(
      'VENUE_UNSUPPORTED',
      `The trader can’t trade on ${printable(exchange)} yet. It can on ${TRADED_EXCHANGES.join(' and ')}.`,
      { exchange },
    );
  }
  const passphrase = found.passphrase;
  return {
    exchange,
    apiKey: field('apiKey'),
    secret: field('secret'),
    password: typeof passphrase === 'string' ? passphrase : null,
    url: field('url'),
  };
}

/** http is for this machine alone: a virtual key's requests are worth money to who changes them. */
function gatewayAddress(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw invalid(`"${text}" is no address of a gateway; write one such as http://127.0.0.1:8080`);
  }
  const here = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && here)) return url.href.replace(/\/+$/, '');
  throw invalid(`"${text}" must begin with https://, or be an address of this machine`);
}

function invalid(problem: string): HoldfastError {
  return new HoldfastError('ACCOUNT_INVALID', `${problem}.`);
}
