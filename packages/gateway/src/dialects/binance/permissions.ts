import type { PermissionProbe } from '../../dialect/dialect.ts';
import { NOTHING_TOLD } from '../../dialect/nothing-told.ts';
import { isJsonObject, type JsonObject } from '../../http/strict-json.ts';

/**
 * Asks Binance what the key may do.
 *
 * Source: https://developers.binance.com/docs/wallet/account/api-key-permission
 */
export const binancePermissions: PermissionProbe = {
  explanation:
    'GET /sapi/v1/account/apiRestrictions, which changes nothing: it tells what the key that asks may do, and whether it is bound to addresses.',
  request: () => ({
    method: 'GET',
    host: 'api.binance.com',
    path: '/sapi/v1/account/apiRestrictions',
    query: [],
    body: { kind: 'none' },
  }),
  read(status, body) {
    if (status !== 200 || !isJsonObject(body)) return NOTHING_TOLD;
    return {
      read: flag(body, 'enableReading'),
      trade: flag(body, 'enableSpotAndMarginTrading'),
      withdraw: flag(body, 'enableWithdrawals'),
      ipRestricted: flag(body, 'ipRestrict'),
    };
  },
};

function flag(body: JsonObject, name: string): boolean | null {
  const value = body.get(name);
  return typeof value === 'boolean' ? value : null;
}
