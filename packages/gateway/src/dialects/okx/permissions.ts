import type { PermissionProbe } from '../../dialect/dialect.ts';
import { NOTHING_TOLD } from '../../dialect/nothing-told.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../../http/strict-json.ts';

/**
 * Asks OKX for the configuration of the key's account.
 *
 * @see https://www.okx.com/docs-v5/en/#trading-account-rest-api-get-account-configuration
 */
export const okxPermissions: PermissionProbe = {
  explanation:
    'GET /api/v5/account/config, which needs the read permission only and changes nothing: its fields perm and ip are those of the key that asks.',
  request: () => ({
    method: 'GET',
    host: 'www.okx.com',
    path: '/api/v5/account/config',
    query: [],
    body: { kind: 'none' },
  }),
  read(status, body) {
    const config = status === 200 ? firstOf(body) : undefined;
    if (config === undefined || !isJsonObject(config)) return NOTHING_TOLD;
    const perm = config.get('perm');
    const ip = config.get('ip');
    const names = typeof perm === 'string' && perm !== '' ? perm.split(',').map((name) => name.trim()) : null;
    return {
      read: names === null ? null : names.includes('read_only'),
      trade: names === null ? null : names.includes('trade'),
      withdraw: names === null ? null : names.some((name) => name.includes('withdraw')),
      ipRestricted: typeof ip === 'string' ? ip.trim() !== '' : null,
    };
  },
};

function firstOf(body: JsonValue): JsonValue | undefined {
  if (!isJsonObject(body) || body.get('code') !== '0') return undefined;
  const data = body.get('data');
  return data !== undefined && isJsonArray(data) ? data[0] : undefined;
}
