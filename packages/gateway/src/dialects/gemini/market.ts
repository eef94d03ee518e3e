import { compare, type Decimal, multiply, smaller } from '@holdfast/decimal';
import { amountOf, asObject, bookTickerIn, type MarketData } from '../../dialect/market-data.ts';
import { concatenatedSymbols, type SymbolFormat } from '../../dialect/symbol-format.ts';
import type { JsonValue } from '../../http/strict-json.ts';

const HOST = 'api.gemini.com';

/** What Gemini's markets are paid with, so that `btcgusd` isn't taken for BTCG in dollars by who knows dollars alone. */
const QUOTES = ['USD', 'GUSD', 'RLUSD', 'USDT', 'USDC', 'DAI', 'EUR', 'GBP', 'SGD', 'BTC', 'ETH', 'FIL'];
const plain = concatenatedSymbols({ lowerCase: true });

const symbols: SymbolFormat = {
  split(symbol, quotes) {
    if (!/^[a-z0-9]+$/.test(symbol)) return null;
    const parts = plain.split(symbol, [...new Set([...QUOTES, ...quotes])]);
    return parts !== null && quotes.includes(parts.quote) ? parts : null;
  },
  join: plain.join,
};

const target = (symbol: string) => `/v1/pubticker/${encodeURIComponent(symbol)}`;
const TWO: Decimal = { units: 2n, scale: 0 };

/** @see https://docs.gemini.com/rest/market-data */
export const geminiMarket: MarketData = {
  symbols,
  book: { host: HOST, target, read: (body) => bookTickerIn(asObject(body), 'bid', 'ask') },
  volume: { host: HOST, target, read: quoteVolume },
  secondVenue: 'kraken',
  timeAddress: `https://${HOST}/v1/pubticker/btcusd`,
};

/**
 * The ticker has the volume in both currencies, each under its name, without saying which one is the quote: that is the one
 * which is the other times the last price, or nearly.
 */
function quoteVolume(body: JsonValue): Decimal | null {
  const ticker = asObject(body);
  const last = amountOf(ticker?.get('last'));
  const amounts = [...(asObject(ticker?.get('volume')) ?? [])]
    .filter(([name]) => name !== 'timestamp')
    .map(([, amount]) => amountOf(amount));
  const [one, other] = amounts;
  if (last === null || amounts.length !== 2 || one === null || other === null) return null;
  const found = [
    ...(isAbout(other, multiply(one, last)) ? [other] : []),
    ...(isAbout(one, multiply(other, last)) ? [one] : []),
  ];
  return found.length === 0 ? null : found.reduce(smaller);
}

/** Within half and double. */
function isAbout(amount: Decimal, expected: Decimal): boolean {
  return compare(amount, multiply(expected, TWO)) <= 0 && compare(expected, multiply(amount, TWO)) <= 0;
}
