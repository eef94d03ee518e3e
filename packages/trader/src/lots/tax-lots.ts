import { add, compare, subtract } from '@holdfast/decimal';
import { type CheckedFill, EventPlace } from './checked-event.ts';
import type { DepositEvent, FillEvent, LotEvent, LotMethod } from './events.ts';
import { type ImportedLot, poolOf } from './imported-lot.ts';
import { type BasisPool, Ledger, type OpenLot, type RealisedGain, type WithdrawnLot } from './ledger.ts';
import { share, ZERO } from './share.ts';

/** How lots are kept. */
export interface LotOptions {
  readonly method: LotMethod;
  /** What counts as money and has no lots; USD without. A stablecoin that isn't named here is an asset like any other. */
  readonly cash?: Iterable<string>;
  /** Cost basis for deposits, as `readCostBasis` gives it. */
  readonly imported?: readonly ImportedLot[];
}

/** What became of everything that came in: each amount and each cost is in exactly one of the lists. */
export interface TaxLots {
  /** By asset; within one, in the order in which they would be taken. */
  readonly lots: readonly OpenLot[];
  /** In the order of the events. */
  readonly gains: readonly RealisedGain[];
  readonly withdrawn: readonly WithdrawnLot[];
  /** Imported cost basis that no deposit took. */
  readonly unused: readonly OpenLot[];
}

/**
 * Keeps lots over a history of fills, deposits and withdrawals. Bookkeeping, no tax advice: what is taxed, at which value and by
 * which method differs from country to country.
 *
 * With the fill's value V and the fee's value F, in USD:
 *
 * | fee in | buy: cost of the base | buy: proceeds of the quote | sell: proceeds of the base | sell: cost of the quote |
 * | --- | --- | --- | --- | --- |
 * | quote | V + F | V + F, for amount and fee | V − F | V − F, for the amount less the fee |
 * | base | V, for the amount less the fee | V | V, for amount and fee | V |
 * | another asset | V + F | V | V − F | V |
 *
 * A fee in another asset is also a disposal of that asset, with proceeds F. So whatever is given is worth what is received:
 *
 *   Σ gains = cost of open and withdrawn lots − cost of deposits + money received − money paid
 *
 * exactly, where all that was sold was held. All amounts are exact; a cost or value that is split is cut after 8 decimals, and
 * the rest keeps what was cut off.
 *
 * @param events in order of time; of the same time, in the order in which they happened
 * @throws HoldfastError TAX_LOTS_INVALID, with the number of the event and the field
 *
 * @example
 * taxLots(
 *   [
 *     { kind: 'buy', time: t0, base: 'BTC', quote: 'USD', amount: '1', price: '30000', valueUsd: '30000' },
 *     { kind: 'sell', time: t1, base: 'BTC', quote: 'USD', amount: '0.5', price: '40000', valueUsd: '20000' },
 *   ],
 *   { method: 'fifo' },
 * ).gains[0].gainUsd; // '5000'
 */
export function taxLots(events: readonly LotEvent[], options: LotOptions): TaxLots {
  const ledger = new Ledger(options.method, new Set(options.cash ?? ['USD']));
  const pool = poolOf(options.imported ?? []);
  let previous = Number.NEGATIVE_INFINITY;
  for (const [at, event] of events.entries()) {
    const place = new EventPlace(at);
    place.checkTime(event.time, previous);
    previous = event.time;
    switch (event.kind) {
      case 'buy':
      case 'sell':
        recordFill(ledger, event, place.fill(event), place);
        break;
      case 'deposit':
        recordDeposit(ledger, pool, event, place);
        break;
      case 'withdrawal':
        ledger.withdraw(
          place.asset('asset', event.asset),
          place.positive('amount', event.amount),
          event.time,
        );
        break;
    }
  }
  return {
    lots: ledger.lots(),
    gains: ledger.gains(),
    withdrawn: ledger.withdrawn(),
    unused: pool.unused(),
  };
}

function recordFill(ledger: Ledger, event: FillEvent, checked: CheckedFill, place: EventPlace): void {
  const { kind, time, base, quote } = event;
  const buys = kind === 'buy';
  const { value, fee } = checked;
  const given = { asset: buys ? quote : base, amount: buys ? checked.quoteAmount : checked.amount, value };
  const received = { asset: buys ? base : quote, amount: buys ? checked.amount : checked.quoteAmount, value };
  let apart = false;

  if (fee !== null && fee.asset === given.asset) {
    given.amount = add(given.amount, fee.amount);
    if (buys) given.value = received.value = add(value, fee.value);
  } else if (fee !== null && fee.asset === received.asset && compare(fee.amount, received.amount) < 0) {
    received.amount = subtract(received.amount, fee.amount);
    if (!buys) {
      if (compare(fee.value, value) > 0)
        throw place.invalid('fee.valueUsd', 'is more than all of the quote.');
      given.value = received.value = subtract(value, fee.value);
    }
  } else if (fee !== null) {
    // Also a fee that takes all that was received, or more: that is received first, and then given away.
    apart = true;
    if (buys) received.value = add(value, fee.value);
    else given.value = subtract(value, fee.value);
  }

  ledger.dispose(given.asset, given.amount, given.value, time, 'trade');
  ledger.acquire(received.asset, {
    acquired: time,
    amount: received.amount,
    cost: received.value,
    basis: 'trade',
  });
  if (fee !== null && apart) ledger.dispose(fee.asset, fee.amount, fee.value, time, 'fee');
}

function recordDeposit(ledger: Ledger, pool: BasisPool, event: DepositEvent, place: EventPlace): void {
  const { time, basis, valueUsd } = event;
  const asset = place.asset('asset', event.asset);
  const amount = place.positive('amount', event.amount);
  const value = valueUsd === undefined ? null : place.decimal('valueUsd', valueUsd);
  if (basis !== undefined) {
    const cost = place.decimal('basis.costUsd', basis.costUsd);
    const acquired = place.time('basis.acquired', basis.acquired);
    if (acquired > time) throw place.invalid('basis.acquired', 'is after the deposit.');
    ledger.acquire(asset, { acquired, amount, cost, basis: 'imported' });
    return;
  }
  const { lots, missing } = pool.take(asset, amount, time);
  for (const lot of lots) ledger.acquire(asset, lot);
  if (missing.units === 0n) return;
  ledger.acquire(asset, {
    acquired: time,
    amount: missing,
    cost: value === null ? ZERO : share(value, missing, amount),
    basis: value === null ? 'unknown' : 'market-value',
  });
}
