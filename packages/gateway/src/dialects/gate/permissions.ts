import type { PermissionProbe } from '../../dialect/dialect.ts';
import { NOTHING_TOLD } from '../../dialect/nothing-told.ts';
import { isJsonArray, isJsonObject } from '../../http/strict-json.ts';

/**
 * Asks Gate about the account of the key. It tells the key's addresses; what else the key may do, it doesn't tell: the
 * list of keys (`GET /account/main_keys`) is of the main account only, and the documentation names no word in it for
 * the right to withdraw.
 *
 * @see https://www.gate.com/docs/developers/apiv4/en/#retrieve-user-account-information
 */
export const gatePermissions: PermissionProbe = {
  explanation:
    'GET /api/v4/account/detail, which needs the permission Account (read-only) and changes nothing: it tells which addresses the key that asks is bound to. Whether the key may trade or withdraw, Gate does not tell: such keys are unverified.',
  request: () => ({
    method: 'GET',
    host: 'api.gateio.ws',
    path: '/api/v4/account/detail',
    query: [],
    body: { kind: 'none' },
  }),
  read(status, body) {
    if (status !== 200 || !isJsonObject(body)) return NOTHING_TOLD;
    const addresses = body.get('ip_whitelist');
    if (addresses === undefined || !isJsonArray(addresses)) return NOTHING_TOLD;
    const texts = addresses.filter(
      (address) => typeof address === 'string' && /^[0-9.]{7,15}$/.test(address),
    );
    return {
      ...NOTHING_TOLD,
      read: true,
      ipRestricted: texts.length > 0 && texts.length === addresses.length && !texts.includes('0.0.0.0'),
    };
  },
};
