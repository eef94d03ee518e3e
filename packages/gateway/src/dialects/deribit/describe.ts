import type {
  CancelIntent,
  Classification,
  Description,
  OrderIntent,
  ParsedRequest,
} from '../../dialect/dialect.ts';
import { choiceField, type Fields, flagField, requiredField, textField } from '../../dialect/fields.ts';
import { spotSymbolField } from '../../dialect/instrument-field.ts';
import { byExchange } from '../../dialect/order-reference.ts';
import { malformed } from '../../refusal.ts';
import { INSTRUMENTS } from './instrument.ts';
import { methodOf } from './method.ts';
import { amendmentOf, orderOf, readLabel, readOrderId } from './order.ts';
import { fieldsOf } from './params.ts';

const NOTHING: Description = { orders: [], cancels: [] };
const EVERYTHING: CancelIntent = { symbol: null, order: null };
const KINDS = ['future', 'option', 'spot', 'future_combo', 'option_combo', 'combo', 'any'] as const;
const TYPES = ['all', 'limit', 'trigger_all', 'stop', 'take', 'trailing_stop'] as const;

/**
 * The order that a request places or changes, or what it cancels. Amendments and single cancellations have no symbol: the
 * exchange finds the order by its id.
 *
 * @throws Refusal malformed for what can't be described exactly
 */
export function describeDeribit(request: ParsedRequest, { endpoint, product }: Classification): Description {
  if (endpoint.class !== 'trade' || product !== 'spot') return NOTHING;
  const fields = fieldsOf(request);
  switch (methodOf(endpoint.path)) {
    case 'private/buy':
      return one(orderOf(fields, 'buy'));
    case 'private/sell':
      return one(orderOf(fields, 'sell'));
    case 'private/edit':
      return one(amendmentOf(fields));
    case 'private/cancel':
      return cancels({ symbol: null, order: byExchange(readOrderId(fields)) });
    case 'private/cancel_by_label':
      // A label is no order's own: it cancels every order that has it.
      if (readLabel(fields) === null) requiredField(fields, 'label');
      textField(fields, 'currency', /^[A-Z0-9]{1,20}$/);
      return cancels(EVERYTHING);
    case 'private/cancel_all_by_instrument':
      checkMany(fields);
      refuseTrue(fields, 'include_combos', 'would cancel orders of derivatives');
      return cancels({ symbol: spotSymbolField(fields, INSTRUMENTS), order: null });
    case 'private/cancel_all_by_currency_pair':
      checkMany(fields);
      textField(fields, 'currency_pair', /^[a-z0-9_-]{1,40}$/);
      return cancels(EVERYTHING);
    case 'private/cancel_all':
    case 'private/cancel_all_by_currency':
    case 'private/cancel_all_by_kind_or_type':
      checkMany(fields);
      textField(fields, 'currency', /^(?:any|[A-Z0-9]{1,20})$/);
      return cancels(EVERYTHING);
    default:
      return malformed('undescribed endpoint', `${endpoint.path} can’t be described, so it is refused.`);
  }
}

function one(order: OrderIntent): Description {
  return { orders: [order], cancels: [] };
}

function cancels(cancel: CancelIntent): Description {
  return { orders: [], cancels: [cancel] };
}

function checkMany(fields: Fields): void {
  choiceField(fields, 'type', TYPES);
  choiceField(fields, 'kind', KINDS);
  flagField(fields, 'detailed');
  refuseTrue(fields, 'freeze_quotes', 'would stop the account’s quotes');
}

function refuseTrue(fields: Fields, name: string, why: string): void {
  if (flagField(fields, name))
    malformed('parameter value', `"${name}": true ${why}, so it is refused.`, { name });
}
