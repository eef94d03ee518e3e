import type { Description } from '../dialect/dialect.ts';
import { type OrderReference, referenceText } from '../dialect/order-reference.ts';
import type { AuditCancel, AuditOrder } from './content.ts';
import { TEXT_LIMITS } from './content-bytes.ts';
import { type SafeText, safeText } from './text.ts';

/**
 * What a request would do, as the audit log tells it: the same orders and cancellations, with the client's words
 * escaped and bounded.
 *
 * @throws HoldfastError AUDIT_ENTRY_INVALID for NUL and lone surrogates
 * @example
 * const { orders, cancels } = auditDescription(dialect.describe(request, classification));
 */
export function auditDescription({ orders, cancels }: Description): {
  readonly orders: readonly AuditOrder[];
  readonly cancels: readonly AuditCancel[];
} {
  return {
    orders: orders.map((order) => ({
      action: order.action,
      symbol: optional(order.symbol, TEXT_LIMITS.symbol),
      side: order.side,
      type: order.type,
      quantity: order.quantity,
      quoteQuantity: order.quoteQuantity,
      price: order.price,
      trigger: order.trigger,
      timeInForce: optional(order.timeInForce, TEXT_LIMITS.word),
      product: order.product,
      clientOrderId: optional(order.clientOrderId, TEXT_LIMITS.id),
      amends: reference(order.amends),
    })),
    cancels: cancels.map(({ symbol, order }) => ({
      symbol: optional(symbol, TEXT_LIMITS.symbol),
      orderId: reference(order),
    })),
  };
}

function reference(order: OrderReference | null): SafeText | null {
  return optional(order === null ? null : referenceText(order), TEXT_LIMITS.id);
}

function optional(text: string | null, limit: number): SafeText | null {
  return text === null ? null : safeText(text, limit);
}
