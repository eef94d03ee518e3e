import { type Decimal, parseDecimal } from '@holdfast/decimal';
import { HoldfastError } from '@holdfast/errors';
import { isTime } from './checked-event.ts';
import { BasisPool } from './ledger.ts';

/** What was acquired elsewhere, before it was deposited. */
export interface ImportedLot {
  readonly asset: string;
  /** Decimal string above zero. */
  readonly amount: string;
  /** Epoch milliseconds. */
  readonly acquired: number;
  /** Decimal string ≥ 0, of the whole amount. */
  readonly costUsd: string;
}

/** @throws HoldfastError TAX_LOTS_INVALID */
export function poolOf(imported: readonly ImportedLot[]): BasisPool {
  return new BasisPool(
    imported.map(({ asset, amount, acquired, costUsd }, at) => ({
      asset,
      lot: {
        acquired: timeOf(acquired, at),
        amount: decimal(amount, at, 'amount', 1n),
        cost: decimal(costUsd, at, 'costUsd', 0n),
        basis: 'imported',
      },
    })),
  );
}

function timeOf(time: number, at: number): number {
  if (isTime(time)) return time;
  throw invalid(at, 'acquired', 'is not a time in milliseconds.');
}

function decimal(text: string, at: number, field: string, least: bigint): Decimal {
  const value = parseDecimal(text);
  if (value !== null && value.units >= least) return value;
  throw invalid(
    at,
    field,
    `"${text.slice(0, 40)}" is not a plain decimal number${least > 0n ? ' above zero' : ''}.`,
  );
}

function invalid(at: number, field: string, problem: string): HoldfastError {
  return new HoldfastError('TAX_LOTS_INVALID', `Imported lot ${at + 1}, ${field}: ${problem}`, {
    lot: at + 1,
    field,
  });
}
