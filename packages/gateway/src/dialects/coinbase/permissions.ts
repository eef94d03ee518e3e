import type { PermissionProbe } from '../../dialect/dialect.ts';
import { NOTHING_TOLD } from '../../dialect/nothing-told.ts';
import { isJsonObject, type JsonObject } from '../../http/strict-json.ts';

/**
 * Asks Coinbase what the key may do.
 *
 * @see https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/data-api/get-api-key-permissions
 */
export const coinbasePermissions: PermissionProbe = {
  explanation:
    'GET /api/v3/brokerage/key_permissions, which changes nothing: it tells whether the key that asks may view, trade and transfer (which includes sending away). Whether the key is bound to addresses, Coinbase does not tell.',
  request: () => ({
    method: 'GET',
    host: 'api.coinbase.com',
    path: '/api/v3/brokerage/key_permissions',
    query: [],
    body: { kind: 'none' },
  }),
  read(status, body) {
    if (status !== 200 || !isJsonObject(body)) return NOTHING_TOLD;
    return {
      read: flag(body, 'can_view'),
      trade: flag(body, 'can_trade'),
      withdraw: flag(body, 'can_transfer'),
      ipRestricted: null,
    };
  },
};

function flag(body: JsonObject, name: string): boolean | null {
  const value = body.get(name);
  return typeof value === 'boolean' ? value : null;
}
