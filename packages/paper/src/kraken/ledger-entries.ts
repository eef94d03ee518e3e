import type { Order } from '../exchange/order.ts';
import { formatUnits, times, type Units } from '../exchange/units.ts';
import type { PaperHost, Transfer } from '../host/paper-host.ts';
import { seconds } from './amounts.ts';
import { idOf } from './ids.ts';
import { invalid, KrakenError } from './kraken-error.ts';
import { assetIdOf, assetNamed, type KrakenNames } from './names.ts';
import { type OrderFill, tradeIdOf } from './order-json.ts';
import { pageJson, pageOf } from './page.ts';
import { listOf, type Parameters } from './request.ts';

/** One change of one balance. */
interface LedgerEntry {
  readonly id: string;
  readonly refid: string;
  readonly type: 'deposit' | 'withdrawal' | 'trade';
  readonly asset: string;
  /** What came, or went when negative, without the fee. */
  readonly amount: Units;
  readonly fee: Units;
  readonly time: number;
}

interface BalancedEntry extends LedgerEntry {
  /** The whole balance after it. */
  readonly balance: Units;
}

const MOST_IDS = 20;
/** Numbers of transfers' entries are far above those of trades. */
const TRANSFERS_FROM = 2 ** 48;

/** The ledger of an account: every deposit, withdrawal and side of a trade, and the balance after it. */
export class KrakenLedger {
  readonly #host: PaperHost;
  readonly #names: KrakenNames;
  readonly #account: string;

  constructor(host: PaperHost, names: KrakenNames, account: string) {
    this.#host = host;
    this.#names = names;
    this.#account = account;
  }

  /** @see https://docs.kraken.com/api-reference/account-data/get-ledgers-info */
  ledgers(parameters: Parameters): unknown {
    const assets = listOf(parameters, 'asset');
    const type = parameters.get('type') ?? 'all';
    const wanted = assets?.[0] === 'all' ? null : (assets?.map((name) => this.#asset(name)) ?? null);
    const entries = this.#entries().filter(
      (entry) => (wanted === null || wanted.includes(entry.asset)) && (type === 'all' || type === entry.type),
    );
    const page = pageOf(
      parameters,
      entries,
      ({ time }) => time,
      ({ id }) => id,
    );
    return pageJson('ledger', page, ({ id }) => id, entryJson);
  }

  /** @see https://docs.kraken.com/api-reference/account-data/query-ledgers */
  queryLedgers(parameters: Parameters): unknown {
    const ids = listOf(parameters, 'id');
    if (ids === null || ids.length > MOST_IDS) throw invalid('id');
    const found = this.#entries().filter(({ id }) => ids.includes(id));
    if (found.length === 0) throw new KrakenError('EQuery:Unknown ledger entry');
    return Object.fromEntries(found.map((entry) => [entry.id, entryJson(entry)]));
  }

  /** The oldest first. At the same moment deposits come before trades, and withdrawals after. */
  #entries(): BalancedEntry[] {
    this.#host.now();
    const transfers = transfersOf(this.#host, this.#account).map(transferEntry);
    const trades = this.#host.exchange
      .orders(this.#account)
      .flatMap((order) => order.fills.map((fill) => ({ order, fill })))
      .sort((a, b) => a.fill.tradeId - b.fill.tradeId)
      .flatMap(({ order, fill }) => this.#tradeEntries(order, fill));
    const all = [
      ...transfers.filter(({ type }) => type === 'deposit'),
      ...trades,
      ...transfers.filter(({ type }) => type === 'withdrawal'),
    ].sort((a, b) => a.time - b.time);
    const balances = new Map<string, Units>();
    return all.map((entry) => {
      const balance = (balances.get(entry.asset) ?? 0n) + entry.amount - entry.fee;
      balances.set(entry.asset, balance);
      return { ...entry, balance };
    });
  }

  #tradeEntries(order: Order, fill: OrderFill): LedgerEntry[] {
    const symbol = this.#names.pair(order.symbol);
    if (symbol === null) return [];
    const buys = order.side === 'BUY';
    const cost = times(fill.quantity, fill.price);
    const number = 4 * fill.tradeId + (buys ? 2 : 0);
    const entry = (asset: string, amount: Units, nth: number): LedgerEntry => ({
      id: idOf('L', number + nth),
      refid: tradeIdOf(order, fill),
      type: 'trade',
      asset,
      amount,
      fee: asset === fill.commissionAsset ? fill.commission : 0n,
      time: fill.time,
    });
    return [
      entry(symbol.base, buys ? fill.quantity : -fill.quantity, 0),
      entry(symbol.quote, buys ? -cost : cost, 1),
    ];
  }

  #asset(name: string): string {
    const asset = this.#names.asset(name);
    if (asset === null) throw new KrakenError('EQuery:Unknown asset');
    return asset;
  }
}

/** A deposit or withdrawal with its number among all of the exchange. */
interface NumberedTransfer extends Transfer {
  readonly number: number;
}

/** An account's deposits and withdrawals, the oldest first. */
function transfersOf(host: PaperHost, account: string): NumberedTransfer[] {
  return host.transfers
    .map((transfer, nth) => ({ ...transfer, number: nth + 1 }))
    .filter((transfer) => transfer.account === account);
}

function transferEntry({ kind, asset, amount, time, number }: NumberedTransfer): LedgerEntry {
  return {
    id: idOf('L', TRANSFERS_FROM + number),
    refid: idOf('Q', number),
    type: kind === 'deposit' ? 'deposit' : 'withdrawal',
    asset,
    amount: kind === 'deposit' ? amount : -amount,
    fee: 0n,
    time,
  };
}

function entryJson({ refid, time, type, asset, amount, fee, balance }: BalancedEntry): unknown {
  return {
    aclass: 'currency',
    amount: formatUnits(amount),
    asset: assetIdOf(asset),
    balance: formatUnits(balance),
    fee: formatUnits(fee),
    refid,
    time: seconds(time),
    type,
    subtype: '',
  };
}

/**
 * Deposits or withdrawals, the newest first, all of them done.
 *
 * @see https://docs.kraken.com/api-reference/funding/get-status-of-recent-deposits
 */
export function transferStatus(
  host: PaperHost,
  account: string,
  kind: Transfer['kind'],
  parameters: Parameters,
): unknown {
  host.now();
  const asset = parameters.get('asset');
  const from = secondsOf(parameters, 'start', 0);
  const to = secondsOf(parameters, 'end', Number.POSITIVE_INFINITY);
  const found = transfersOf(host, account)
    .filter((one) => one.kind === kind && (asset === undefined || one.asset === assetNamed(asset)))
    .filter(({ time }) => time >= from && time <= to)
    .reverse()
    .map((one) => ({
      method: 'Paper',
      network: 'Paper',
      aclass: 'currency',
      asset: assetIdOf(one.asset),
      refid: idOf('Q', one.number),
      txid: `paper-${one.number}`,
      info: 'paper',
      amount: formatUnits(one.amount),
      fee: '0.00000000',
      time: Math.floor(one.time / 1000),
      status: 'Success',
    }));
  if (parameters.get('cursor') === undefined) return found;
  return { [kind === 'deposit' ? 'deposits' : 'withdrawals']: found, next_cursor: null };
}

function secondsOf(parameters: Parameters, name: string, otherwise: number): number {
  const text = parameters.get(name);
  if (text === undefined || text === '') return otherwise;
  if (!/^[0-9]+(?:\.[0-9]+)?$/.test(text)) throw invalid(name);
  return Number(text) * 1000;
}
