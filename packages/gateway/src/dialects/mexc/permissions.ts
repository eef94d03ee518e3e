import type { PermissionProbe } from '../../dialect/dialect.ts';
import { NOTHING_TOLD } from '../../dialect/nothing-told.ts';
import { isJsonObject, type JsonValue } from '../../http/strict-json.ts';
import { SPOT_HOST } from './hosts.ts';
import { KEY_INFO_PATH } from './parse.ts';

/**
 * Asks MEXC what the key may do; `sign` names the key that asks.
 *
 * @see https://www.mexc.com/api-docs/spot-v3/spot-account-trade
 */
export const mexcPermissions: PermissionProbe = {
  explanation:
    'GET /api/v3/apiKeyInfo for the key that asks, which changes nothing: it lists the permissions of the key, and its addresses.',
  request: () => ({ method: 'GET', host: SPOT_HOST, path: KEY_INFO_PATH, query: [], body: { kind: 'none' } }),
  read(status, body) {
    if (status !== 200 || !isJsonObject(body)) return NOTHING_TOLD;
    const names = listed(body.get('permissions'));
    const addresses = listed(body.get('ipWhiteList'));
    const allowed = names !== null && names.length > 0 && names.every((name) => /^[A-Z][A-Z_]+$/.test(name));
    return {
      ...(allowed
        ? {
            read: names.some((name) => /^SPOT_(?:ACCOUNT|DEAL)_R(?:EAD)?$/.test(name)),
            trade: names.some((name) => /^SPOT_DEAL_W(?:RITE)?$/.test(name)),
            // Internal transfers to other users need the same permission.
            withdraw: names.some((name) => name.includes('WITHDRAW_W')),
          }
        : NOTHING_TOLD),
      ipRestricted:
        addresses === null
          ? null
          : addresses.length > 0 &&
            addresses.every((one) => /^[0-9a-fA-F.:]+$/.test(one) && !/^[0.:]+$/.test(one)),
    };
  },
};

/** `A,B` as two; no text is no list. */
function listed(value: JsonValue | undefined): string[] | null {
  if (typeof value !== 'string') return null;
  return value
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
