import type { PermissionProbe } from '../../dialect/dialect.ts';
import { NOTHING_TOLD } from '../../dialect/nothing-told.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../../http/strict-json.ts';

/** Ranges that let everybody in, so that a list with one of them restricts nobody. */
const EVERYWHERE = ['0.0.0.0/0', '::/0'];

/**
 * Asks Kraken what the key may do.
 *
 * @see https://docs.kraken.com/api-reference/account-data/get-api-key-info
 */
export const krakenPermissions: PermissionProbe = {
  explanation:
    'POST /0/private/GetApiKeyInfo, which needs no permission and changes nothing: it lists the permissions and the allowed addresses of the key that asks.',
  request: () => ({
    method: 'POST',
    host: 'api.kraken.com',
    path: '/0/private/GetApiKeyInfo',
    query: [],
    body: { kind: 'none' },
  }),
  read(status, body) {
    const result = status === 200 && isJsonObject(body) ? body.get('result') : undefined;
    if (result === undefined || !isJsonObject(result)) return NOTHING_TOLD;
    const permissions = texts(result.get('permissions'));
    const addresses = texts(result.get('ipAllowlist'));
    return {
      ...(permissions === null
        ? NOTHING_TOLD
        : {
            read: permissions.some((name) => name.startsWith('query-')),
            trade: permissions.includes('modify-trades'),
            withdraw: permissions.some((name) => name.includes('withdraw')),
          }),
      ipRestricted:
        addresses === null
          ? null
          : addresses.length > 0 && !addresses.some((range) => EVERYWHERE.includes(range)),
    };
  },
};

function texts(value: JsonValue | undefined): string[] | null {
  if (value === undefined || !isJsonArray(value)) return null;
  const items = value.filter((item) => typeof item === 'string');
  return items.length === value.length ? items : null;
}
