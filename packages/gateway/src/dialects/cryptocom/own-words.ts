import { type Fields, textField } from '../../dialect/fields.ts';
import { malformed } from '../../refusal.ts';
import { ADVANCED_PARAMETERS, ORDER_PARAMETERS } from './endpoints/trading.ts';

const CLIENT_ID = /^[A-Za-z0-9_-]{1,36}$/;
const NAMES = [
  ...new Set([...ORDER_PARAMETERS, ...ADVANCED_PARAMETERS, 'order_id', 'new_price', 'new_quantity']),
];

/**
 * Reads a parameter whose words are the client's own. They must not hold a parameter's name: names and values are signed
 * without anything between them, so `client_oid` `a` with `exec_inst` `POST_ONLY` signs like the `client_oid`
 * `aexec_instPOST_ONLY`. All other values of an order have a form that ends where the next name begins.
 *
 * @throws Refusal malformed
 */
export function ownWords(fields: Fields, name: string): string | null {
  const value = textField(fields, name, CLIENT_ID);
  const hidden = NAMES.find((one) => value?.includes(one) === true);
  if (hidden !== undefined)
    malformed(
      'parameter name in a value',
      `"${name}" must not have the word "${hidden}" in it: the signature would fit two requests.`,
      { name },
    );
  return value;
}
