import { objectIn, textIn } from '../../dialect/answer-reading.ts';
import type { PermissionProbe } from '../../dialect/dialect.ts';
import { NOTHING_TOLD } from '../../dialect/nothing-told.ts';

/**
 * Asks for the balance. The exchange has no method that tells what a key may do, or from where: an answer proves that the
 * key may read, and nothing else.
 *
 * @see https://exchange-developer.crypto.com/exchange/v1/docs/api/rest/private-user-balance
 */
export const cryptocomPermissions: PermissionProbe = {
  explanation:
    'POST /exchange/v1/private/user-balance, which changes nothing: it proves that the key reads. What else it may do, and whether it is bound to addresses, Crypto.com does not tell.',
  request: () => ({
    method: 'POST',
    host: 'api.crypto.com',
    path: '/exchange/v1/private/user-balance',
    query: [],
    body: { kind: 'none' },
  }),
  read(status, body) {
    const told = status === 200 && textIn(body, 'code') === '0' && objectIn(body, 'result') !== null;
    return told ? { ...NOTHING_TOLD, read: true } : NOTHING_TOLD;
  },
};
