import type { PermissionProbe } from '../../dialect/dialect.ts';
import { NOTHING_TOLD } from '../../dialect/nothing-told.ts';
import { isJsonArray } from '../../http/strict-json.ts';

/**
 * Bitstamp tells a key nothing of its permissions. A list of balances proves that it may read them; whether it may
 * trade, withdraw or be used from everywhere is left unverified.
 *
 * @see https://www.bitstamp.net/api/#tag/Account-balances/operation/GetAccountBalances
 */
export const bitstampPermissions: PermissionProbe = {
  explanation:
    'POST /api/v2/account_balances/, which changes nothing: it shows that the key is known and may read. Bitstamp has no way to ask whether a key may trade or withdraw, or from which addresses; look at the list of keys on its website.',
  request: () => ({
    method: 'POST',
    host: 'www.bitstamp.net',
    path: '/api/v2/account_balances/',
    query: [],
    body: { kind: 'none' },
  }),
  read: (status, body) =>
    status === 200 && isJsonArray(body) ? { ...NOTHING_TOLD, read: true } : NOTHING_TOLD,
};
