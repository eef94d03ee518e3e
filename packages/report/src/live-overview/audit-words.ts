import { amount } from '../html/amount.ts';
import { formatPlural } from '../html/format.ts';
import { type Html, html } from '../html/html.ts';
import type { AuditedOrder, AuditedRequest } from './input.ts';

/** Orders of one request that are told one by one. */
const TOLD = 3;

/** What a request would do, in words: "Buy 0.5 BTCUSDT at 47,000 (limit)". */
export function requestWords({ orders, cancels, method, path }: AuditedRequest): Html {
  if (orders.length > 0) {
    const rest = orders.length - TOLD;
    return html`${orders.slice(0, TOLD).map((order, i) => html`${i > 0 ? '; ' : null}${orderWords(order)}`)}${rest > 0 ? ` and ${formatPlural(rest, 'more order', 'more orders')}` : null}`;
  }
  if (cancels.length > 0) {
    const symbols = [...new Set(cancels.filter((symbol) => symbol !== null))];
    return html`Cancel ${formatPlural(cancels.length, 'order')}${symbols.length > 0 ? html` on <bdi>${symbols.slice(0, TOLD).join(', ')}</bdi>` : null}`;
  }
  return html`<code>${method} ${path}</code>`;
}

function orderWords({ action, side, symbol, type, quantity, quoteQuantity, price }: AuditedOrder): Html {
  const begin = action === 'create' ? '' : action === 'test' ? 'Test: ' : 'Change to: ';
  const verb = side === null ? 'Order' : side === 'buy' ? 'Buy' : 'Sell';
  const size =
    quantity !== null
      ? html` ${amount(quantity)}`
      : quoteQuantity !== null
        ? html` for ${amount(quoteQuantity)} of the quote of`
        : null;
  return html`${begin}${begin === '' ? verb : verb.toLowerCase()}${size}${symbol === null ? null : html` <bdi>${symbol}</bdi>`}${price === null ? null : html` at ${amount(price)}`}${type === null ? null : html` <span class="muted">(<bdi>${type}</bdi>)</span>`}`;
}
