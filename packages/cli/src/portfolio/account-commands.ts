import { readFile } from 'node:fs/promises';
import { HoldfastError } from '@holdfast/errors';
import {
  addAccount,
  findAccount,
  listAccounts,
  type StoredVirtualKey,
  setLive,
  setVirtualKey,
  TRADED_EXCHANGES,
} from '@holdfast/trader';
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
  if (options.live === true) confirmed(name, options.confirm, `account add ${name} … --live`);
  const { exchange, gateway, virtual_key } = await readVirtualKey(options, terminal);
  await withTrader(options, terminal, ({ db }) =>
    addAccount(db, { name, exchange, gateway, virtual_key, live: options.live === true }),
  );
  const where =
    options.live === true ? 'Orders may go to the real exchange.' : 'Orders go to a paper exchange only.';
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify({ name, exchange, gateway, live: options.live === true })}\n`
      : `Account "${name}" of ${exchange}, through ${gateway}. ${where}\n`,
  );
}

/** Runs `holdfast account change`: another virtual key, at another gateway perhaps. Whether it is live stays as it is. */
export async function changeAccountCommand(
  name: string,
  options: Omit<AddAccountOptions, 'live' | 'confirm'>,
  terminal: Terminal,
): Promise<void> {
  const { exchange, gateway, virtual_key } = await readVirtualKey(options, terminal);
  const live = await withTrader(options, terminal, async ({ db }) => {
    const account = await findAccount(db, name);
    if (account.exchange !== exchange) {
      throw invalid(
        `Account "${name}" is one of ${account.exchange}, and this virtual key is for ${exchange}; add another account for it`,
      );
    }
    await setVirtualKey(db, account, { gateway, virtual_key });
    return account.live;
  });
  const where = live
    ? 'Orders may go to the real exchange, as before.'
    : 'Orders go to a paper exchange only.';
  terminal.stdout.write(
    options.json
      ? `${JSON.stringify({ name, exchange, gateway, live })}\n`
      : `Account "${name}" of ${exchange} has another virtual key, through ${gateway}. ${where}\n`,
  );
}

/** Runs `holdfast account live`. */
export async function liveCommand(
  name: string,
  options: TraderOptions & { readonly confirm?: string; readonly off?: true; readonly json?: true },
  terminal: Terminal,
): Promise<void> {
  const live = options.off !== true;
  if (live) confirmed(name, options.confirm, `account live ${name}`);
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
function confirmed(name: string, confirm: string | undefined, command: string): void {
  if (confirm === name) return;
  throw new HoldfastError(
    'ACCOUNT_NOT_LIVE',
    `Orders would go to a real exchange and spend real money. If that is meant, name the account once more: holdfast ${command} --confirm ${name}`,
    { account: name },
  );
}

interface GivenKey {
  readonly exchange: string;
  readonly gateway: string;
  readonly virtual_key: StoredVirtualKey;
}

/** What `holdfast vkey issue --json` printed, from a file or, for "-", standard input. */
async function readVirtualKey(
  { vkey: file, gateway }: Pick<AddAccountOptions, 'vkey' | 'gateway'>,
  terminal: Terminal,
): Promise<GivenKey> {
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
  const url = gateway ?? field('url').replace(new RegExp(`/${exchange}/?$`), '');
  return {
    exchange,
    gateway: gatewayAddress(url),
    virtual_key: {
      apiKey: field('apiKey'),
      secret: field('secret'),
      ...(typeof passphrase === 'string' && { password: passphrase }),
    },
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
