import { type Decimal, parseDecimal } from '@holdfast/decimal';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  scalarText,
} from '../http/strict-json.ts';
import type { ExchangeId } from './exchange-id.ts';
import type { SymbolFormat } from './symbol-format.ts';

/** The best prices of a symbol's public book. */
export interface BookTicker {
  readonly bid: Decimal;
  readonly ask: Decimal;
}

/** How an exchange tells something of one symbol to whoever asks. */
interface PublicSource<Told> {
  readonly host: string;
  /** Path and query; the symbol can't leave its place. */
  target(symbol: string): string;
  /** Null when the answer doesn't hold it. */
  read(body: JsonValue): Told | null;
}

/** What the gateway asks of an exchange without any key, to know what its markets are worth. */
export interface MarketData {
  readonly symbols: SymbolFormat;
  /** The best prices. */
  readonly book: PublicSource<BookTicker>;
  /** What was traded in the last 24 hours, in quote units. */
  readonly volume: PublicSource<Decimal>;
  /** Which other exchange must say about the same price, unless the operator says otherwise. */
  readonly secondVenue: ExchangeId;
  /** Address of something small and public, to learn whether the exchange can be reached. */
  readonly timeAddress: string;
}

/** Bid and ask from two members of an object. */
export function bookTickerIn(
  fields: JsonValue | null | undefined,
  bidName: string,
  askName: string,
): BookTicker | null {
  const object = asObject(fields);
  return bookTicker(object?.get(bidName), object?.get(askName));
}

/** Bid and ask from two scalars; null unless both are plain decimals. */
export function bookTicker(bid: JsonValue | undefined, ask: JsonValue | undefined): BookTicker | null {
  const [bidPrice, askPrice] = [amountOf(bid), amountOf(ask)];
  return bidPrice === null || askPrice === null ? null : { bid: bidPrice, ask: askPrice };
}

/** A plain decimal from a text or a number; null for anything else. */
export function amountOf(value: JsonValue | undefined): Decimal | null {
  const text = scalarText(value);
  return text === null ? null : parseDecimal(text);
}

/** An object, or null. */
export function asObject(value: JsonValue | null | undefined): JsonObject | null {
  return value !== undefined && value !== null && isJsonObject(value) ? value : null;
}

/** An item of a list; undefined for anything else. */
export function itemAt(value: JsonValue | null | undefined, index: number): JsonValue | undefined {
  return value !== undefined && value !== null && isJsonArray(value) ? value[index] : undefined;
}

/** The one item of a list; undefined when there are none or more. */
export function onlyItem(value: JsonValue | null | undefined): JsonValue | undefined {
  return value !== undefined && value !== null && isJsonArray(value) && value.length === 1
    ? value[0]
    : undefined;
}
