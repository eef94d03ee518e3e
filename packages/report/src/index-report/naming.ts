import { type Html, html } from '../html/html.ts';
import type { AssetName } from './input.ts';

/** How assets are called on the page. Names come from outside and may hold anything, so they are isolated text. */
export interface Naming {
  /** "Bitcoin", else the id. */
  plain(id: string): string;
  /** "BTC", else the id. */
  symbol(id: string): string;
  /** "Bitcoin BTC", with the id as a tooltip. */
  full(id: string): Html;
}

/** @param names by asset or definition id */
export function naming(names: ReadonlyMap<string, AssetName>): Naming {
  return {
    plain: (id) => names.get(id)?.name || id,
    symbol: (id) => names.get(id)?.symbol.toUpperCase() || id,
    full: (id) => {
      const known = names.get(id);
      if (!known?.name) return html`<bdi title="${id}">${id}</bdi>`;
      return html`<bdi title="${id}">${known.name}</bdi>${known.symbol && known.symbol !== id ? html` <bdi class="muted">${known.symbol.toUpperCase()}</bdi>` : null}`;
    },
  };
}
