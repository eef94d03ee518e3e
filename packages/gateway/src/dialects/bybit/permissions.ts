import type { PermissionProbe } from '../../dialect/dialect.ts';
import { NOTHING_TOLD } from '../../dialect/nothing-told.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  scalarText,
} from '../../http/strict-json.ts';

/**
 * Asks Bybit what the key may do.
 *
 * A key of a classic account (`uta` 0) counts as one that can't be asked: such an account ignores `marketUnit`, so that
 * an order could mean another amount than it says.
 *
 * Source: https://bybit-exchange.github.io/docs/v5/user/apikey-info
 */
export const bybitPermissions: PermissionProbe = {
  explanation:
    'GET /v5/user/query-api, which changes nothing and needs no permission: it lists the permissions and the addresses of the key that asks.',
  request: () => ({
    method: 'GET',
    host: 'api.bybit.com',
    path: '/v5/user/query-api',
    query: [],
    body: { kind: 'none' },
  }),
  read(status, body) {
    const result = status === 200 && isJsonObject(body) ? body.get('result') : undefined;
    if (result === undefined || !isJsonObject(result) || scalarText(result.get('uta')) !== '1')
      return NOTHING_TOLD;
    const permissions = result.get('permissions');
    const readOnly = scalarText(result.get('readOnly'));
    if (permissions === undefined || !isJsonObject(permissions) || (readOnly !== '0' && readOnly !== '1'))
      return { ...NOTHING_TOLD, ipRestricted: restricted(result.get('ips')) };
    const writes = readOnly === '0';
    return {
      read: true,
      trade: writes && names(permissions, 'Spot').includes('SpotTrade'),
      withdraw: writes && names(permissions, 'Wallet').some((name) => /withdraw/i.test(name)),
      ipRestricted: restricted(result.get('ips')),
    };
  },
};

function names(permissions: JsonObject, group: string): string[] {
  const list = permissions.get(group);
  return list !== undefined && isJsonArray(list) ? list.filter((name) => typeof name === 'string') : [];
}

/** `["*"]` is Bybit's way to say that every address may use the key. */
function restricted(ips: JsonValue | undefined): boolean | null {
  if (ips === undefined || !isJsonArray(ips)) return null;
  return (
    ips.length > 0 &&
    !ips.some((ip) => typeof ip !== 'string' || /^(?:\*|0\.0\.0\.0(?:\/0)?|::\/0)$/.test(ip))
  );
}
