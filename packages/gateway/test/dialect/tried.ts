import type { ExchangeId } from '../../src/dialect/exchange-id.ts';
import type { OperationCase } from './conformance.ts';

/** How many changed requests each dialect must stand. */
export const FUZZED_REQUESTS = 10_000;

/** How many operations of ccxt an exchange's dialect is held against. */
export async function triedOperations(exchange: ExchangeId): Promise<number> {
  const tried: { readonly operations: readonly OperationCase[] } = await import(
    `../dialects/${exchange}/operations.ts`
  );
  return tried.operations.length;
}
