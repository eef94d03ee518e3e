import { BinanceError } from './binance-error.ts';

/** Parameters of a request by name. */
export type Parameters = ReadonlyMap<string, string>;

/** A parameter that must be there. */
export function required(parameters: Parameters, name: string): string {
  const value = parameters.get(name);
  if (value === undefined || value === '') throw missing(name);
  return value;
}

/** A whole number, or null when it isn't sent. @throws BinanceError -1100 */
export function integer(parameters: Parameters, name: string): number | null {
  const text = parameters.get(name);
  if (text === undefined) return null;
  if (/^[0-9]{1,15}$/.test(text)) return Number(text);
  throw new BinanceError(
    -1100,
    `Illegal characters found in parameter '${name}'; legal range is '^[0-9]{1,20}$'.`,
  );
}

/** How many are wanted: at least one, at most `most`. */
export function limitOf(parameters: Parameters, usual: number, most: number): number {
  return Math.min(most, Math.max(1, integer(parameters, 'limit') ?? usual));
}

/** An error of what must be there and isn't. */
export function missing(name: string): BinanceError {
  return new BinanceError(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);
}
