import type { PaperSymbol } from '../market/symbol.ts';

/** Assets that Kraken calls otherwise than everybody else: https://support.kraken.com/articles/360001206766 */
const OWN_NAMES: ReadonlyMap<string, string> = new Map([
  ['BTC', 'XBT'],
  ['DOGE', 'XDG'],
  ['LUNA', 'LUNA2'],
  ['LUNC', 'LUNA'],
  ['USTC', 'UST'],
  ['REP', 'REPV2'],
]);
const COMMON_NAMES = new Map([...OWN_NAMES].map(([common, own]) => [own, common]));

/** The coins and currencies that were there first have an X or a Z in front of their name; later ones have not. */
const OLD_COINS = new Set(['XBT', 'XDG', 'ETC', 'ETH', 'LTC', 'MLN', 'XLM', 'XMR', 'XRP', 'ZEC']);
const OLD_CURRENCIES = new Set(['AUD', 'CAD', 'EUR', 'GBP', 'JPY', 'USD']);

/** The short name of an asset. @example altnameOf('BTC'); // 'XBT' */
export function altnameOf(asset: string): string {
  return OWN_NAMES.get(asset) ?? asset;
}

/** The name by which Kraken keeps an asset. @example assetIdOf('BTC'); // 'XXBT' */
export function assetIdOf(asset: string): string {
  const altname = altnameOf(asset);
  if (OLD_COINS.has(altname)) return `X${altname}`;
  return OLD_CURRENCIES.has(altname) ? `Z${altname}` : altname;
}

/** The asset that Kraken means by any of its names. @example assetNamed('XXBT'); // 'BTC' */
export function assetNamed(name: string): string {
  const bare = name.slice(1);
  const old = name.startsWith('X') ? OLD_COINS : OLD_CURRENCIES;
  const altname = /^[XZ]/.test(name) && old.has(bare) ? bare : name;
  return COMMON_NAMES.get(altname) ?? altname;
}

/**
 * The name of a market: two old names stand together in full. DOGE and USDT are the exceptions.
 *
 * @example
 * pairIdOf('BTC', 'USD'); // 'XXBTZUSD'
 * pairIdOf('SOL', 'USD'); // 'SOLUSD'
 */
export function pairIdOf(base: string, quote: string): string {
  const altname = altnameOf(base);
  const inFull = (OLD_COINS.has(altname) && altname !== 'XDG') || altname === 'USDT';
  return inFull ? `${assetIdOf(base)}${assetIdOf(quote)}` : `${altname}${altnameOf(quote)}`;
}

/** @example pairAltnameOf({ base: 'BTC', quote: 'USD' }); // 'XBTUSD' */
export function pairAltnameOf({ base, quote }: Pick<PaperSymbol, 'base' | 'quote'>): string {
  return `${altnameOf(base)}${altnameOf(quote)}`;
}

/** The name on the WebSocket. @example wsnameOf({ base: 'BTC', quote: 'USD' }); // 'XBT/USD' */
export function wsnameOf({ base, quote }: Pick<PaperSymbol, 'base' | 'quote'>): string {
  return `${altnameOf(base)}/${altnameOf(quote)}`;
}

/** Finds markets and assets by any name that Kraken takes. */
export class KrakenNames {
  readonly #pairs = new Map<string, PaperSymbol>();
  readonly #assets = new Set<string>();

  constructor(symbols: Iterable<PaperSymbol>) {
    const all = [...symbols];
    for (const symbol of all) {
      const { name, base, quote } = symbol;
      this.#pairs.set(name, symbol).set(pairAltnameOf(symbol), symbol).set(wsnameOf(symbol), symbol);
      this.#assets.add(base).add(quote);
    }
    // Everybody else's names, where Kraken means nothing else by them.
    for (const symbol of all) {
      for (const text of [`${symbol.base}${symbol.quote}`, `${symbol.base}/${symbol.quote}`]) {
        if (!this.#pairs.has(text)) this.#pairs.set(text, symbol);
      }
    }
  }

  get assets(): ReadonlySet<string> {
    return this.#assets;
  }

  pair(text: string): PaperSymbol | null {
    return this.#pairs.get(text) ?? null;
  }

  /** Null for an asset that no market has. */
  asset(text: string): string | null {
    const asset = assetNamed(text);
    return this.#assets.has(asset) ? asset : null;
  }
}
