import type { PaperFees } from '../exchange/fee.ts';
import { listingOf } from '../exchange/paper-markets.ts';
import { formatUnits } from '../exchange/units.ts';
import type { PaperHost, Transfer } from '../host/paper-host.ts';
import { DAY_MS } from '../market/price-path.ts';
import type { SnapshotMarkets } from '../market/snapshot-markets.ts';
import { BinanceError, binanceRejection } from './binance-error.ts';
import { discountJson, rateText } from './fees.ts';
import { integer, limitOf, type Parameters, required } from './parameters.ts';

/** Transfers of so long are shown when nothing else is asked, and at most. */
const WINDOW_MS = 90 * DAY_MS;
const MOST_TRANSFERS = 1000;

/** What lies beside trading: fees, coins, deposits and withdrawals, and what a key may do. */
export class Wallet {
  readonly #host: PaperHost;
  readonly #markets: SnapshotMarkets;
  readonly #fees: PaperFees;

  constructor(host: PaperHost, markets: SnapshotMarkets, fees: PaperFees) {
    this.#host = host;
    this.#markets = markets;
    this.#fees = fees;
  }

  /** What the key may do: read and trade, from anywhere that is this machine. */
  restrictions(): unknown {
    return {
      ipRestrict: true,
      createTime: 0,
      enableReading: true,
      enableSpotAndMarginTrading: true,
      enableWithdrawals: false,
      enableInternalTransfer: false,
      permitsUniversalTransfer: false,
      enableVanillaOptions: false,
      enableFutures: false,
      enableMargin: false,
      enableFixApiTrade: false,
      enableFixReadOnly: false,
      enablePortfolioMarginTrading: false,
    };
  }

  tradeFees(parameters: Parameters): unknown {
    const one = parameters.get('symbol');
    if (one !== undefined && !this.#isKnown(one)) throw binanceRejection('symbol-unknown');
    const names = one === undefined ? [...this.#markets.symbols.keys()] : [one];
    const { maker, taker } = this.#fees;
    return names
      .filter((name) => this.#isKnown(name))
      .map((symbol) => ({ symbol, makerCommission: rateText(maker), takerCommission: rateText(taker) }));
  }

  /** @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#query-commission-rates-user_data */
  commission(account: string, parameters: Parameters): unknown {
    const symbol = required(parameters, 'symbol');
    if (!this.#isKnown(symbol)) throw binanceRejection('symbol-unknown');
    const rates = (maker: bigint, taker: bigint) => ({
      maker: rateText(maker),
      taker: rateText(taker),
      buyer: rateText(0n),
      seller: rateText(0n),
    });
    return {
      symbol,
      standardCommission: rates(this.#fees.maker, this.#fees.taker),
      specialCommission: rates(0n, 0n),
      taxCommission: rates(0n, 0n),
      discount: discountJson(this.#fees, this.#paysInCoin(account)),
    };
  }

  /** Whether fees are paid in the exchange's coin. */
  coinFees(account: string): unknown {
    return { spotBNBBurn: this.#paysInCoin(account), interestBNBBurn: false };
  }

  async setCoinFees(account: string, parameters: Parameters): Promise<unknown> {
    const given = parameters.get('spotBNBBurn');
    if (given !== undefined && given !== 'true' && given !== 'false') {
      throw new BinanceError(-1130, "Data sent for parameter 'spotBNBBurn' is not valid.");
    }
    if (given !== undefined) {
      await this.#host.execute((time) => ({ kind: 'fee-coin', time, account, on: given === 'true' }));
    }
    return this.coinFees(account);
  }

  /** Every coin that is traded or that the account has. */
  coins(account: string): unknown {
    this.#host.now();
    const balances = this.#host.exchange.ledger.balances(account);
    const traded = [...this.#markets.symbols.values()].flatMap(({ base, quote }) => [base, quote]);
    return [...new Set([...traded, ...balances.keys()])].map((coin) => {
      const { free = 0n, locked = 0n } = balances.get(coin) ?? {};
      return {
        coin,
        name: coin,
        depositAllEnable: true,
        withdrawAllEnable: false,
        free: formatUnits(free),
        locked: formatUnits(locked),
        freeze: '0',
        withdrawing: '0',
        ipoing: '0',
        ipoable: '0',
        storage: '0',
        isLegalMoney: false,
        trading: true,
        networkList: [
          {
            network: 'PAPER',
            coin,
            isDefault: true,
            depositEnable: true,
            withdrawEnable: false,
            withdrawFee: '0',
            withdrawMin: '0',
            withdrawMax: '0',
            withdrawIntegerMultiple: '0.00000001',
            name: 'PAPER',
            minConfirm: 1,
            unLockConfirm: 0,
          },
        ],
      };
    });
  }

  deposits(account: string, parameters: Parameters): unknown {
    return this.#transfers('deposit', account, parameters, 1).map(({ asset, amount, time, id }) => ({
      id,
      amount: formatUnits(amount),
      coin: asset,
      network: 'PAPER',
      status: 1,
      address: 'paper',
      addressTag: '',
      txId: id,
      insertTime: time,
      completeTime: time,
      transferType: 0,
      confirmTimes: '1/1',
      unlockConfirm: 0,
      walletType: 0,
    }));
  }

  withdrawals(account: string, parameters: Parameters): unknown {
    return this.#transfers('withdraw', account, parameters, 6).map(({ asset, amount, time, id }) => ({
      id,
      amount: formatUnits(amount),
      transactionFee: '0',
      coin: asset,
      status: 6,
      address: 'paper',
      txId: id,
      applyTime: dateText(time),
      completeTime: dateText(time),
      network: 'PAPER',
      transferType: 0,
      walletType: 0,
    }));
  }

  /** Transfers that are asked for, the newest first. @param done the status that all of them have */
  #transfers(
    kind: Transfer['kind'],
    account: string,
    parameters: Parameters,
    done: number,
  ): (Transfer & { readonly id: string })[] {
    const now = this.#host.now();
    const to = integer(parameters, 'endTime') ?? now;
    const from = integer(parameters, 'startTime') ?? to - WINDOW_MS;
    if (from > to) throw new BinanceError(-1023, 'Start time is greater than end time.');
    if (to - from > WINDOW_MS) {
      throw new BinanceError(-1127, 'The interval between startTime and endTime is more than 90 days.');
    }
    const coin = parameters.get('coin');
    const status = integer(parameters, 'status') ?? done;
    if (status !== done) return [];
    const skipped = integer(parameters, 'offset') ?? 0;
    const limit = limitOf(parameters, MOST_TRANSFERS, MOST_TRANSFERS);
    return this.#host.transfers
      .map((transfer, nth) => ({ ...transfer, id: `paper-${nth + 1}` }))
      .filter((one) => one.kind === kind && one.account === account && one.time >= from && one.time <= to)
      .filter(({ asset }) => coin === undefined || asset === coin)
      .reverse()
      .slice(skipped, skipped + limit);
  }

  #paysInCoin(account: string): boolean {
    return this.#host.exchange.settlement.paysInCoin(account);
  }

  #isKnown(name: string): boolean {
    return listingOf(this.#markets, name, this.#host.now()) !== null;
  }
}

function dateText(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}
