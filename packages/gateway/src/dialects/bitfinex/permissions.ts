import type { PermissionProbe } from '../../dialect/dialect.ts';
import { NOTHING_TOLD } from '../../dialect/nothing-told.ts';
import { isJsonArray, type JsonValue, scalarText } from '../../http/strict-json.ts';
import { PRIVATE_HOST } from './hosts.ts';

/**
 * Asks Bitfinex for the scopes of the key, each with a right to read and one to write. Whether the key works from certain
 * addresses only, Bitfinex doesn't say.
 *
 * @see https://docs.bitfinex.com/reference/key-permissions
 */
export const bitfinexPermissions: PermissionProbe = {
  explanation:
    'POST /v2/auth/r/permissions, which changes nothing: it lists what the key that asks may read and write. Whether the key is bound to addresses, Bitfinex does not tell.',
  request: () => ({
    method: 'POST',
    host: PRIVATE_HOST,
    path: '/v2/auth/r/permissions',
    query: [],
    body: { kind: 'none' },
  }),
  read(status, body) {
    const scopes = status === 200 ? scopesIn(body) : null;
    if (scopes === null) return NOTHING_TOLD;
    return {
      read: scopes.some(({ read }) => read),
      trade: scopes.some(({ scope, write }) => scope === 'orders' && write),
      withdraw: mayWithdraw(scopes),
      ipRestricted: null,
    };
  },
};

/** Null where the list is silent of it. */
function mayWithdraw(scopes: readonly Scope[]): boolean | null {
  const rights = scopes.filter(({ scope }) => scope.includes('withdraw'));
  if (rights.some(({ write }) => write)) return true;
  return rights.some(({ scope }) => scope === 'withdraw') ? false : null;
}

interface Scope {
  readonly scope: string;
  readonly read: boolean;
  readonly write: boolean;
}

/** Null unless every row is understood: one that isn't could be the right to withdraw. */
function scopesIn(body: JsonValue): Scope[] | null {
  if (!isJsonArray(body) || body.length === 0) return null;
  const scopes = body.map(scopeOf).filter((scope) => scope !== null);
  const knowsOrders = scopes.some(({ scope }) => scope === 'orders');
  return scopes.length === body.length && knowsOrders ? scopes : null;
}

function scopeOf(row: JsonValue): Scope | null {
  if (!isJsonArray(row) || typeof row[0] !== 'string') return null;
  const [read, write] = [flagOf(row[1]), flagOf(row[2])];
  return read === null || write === null ? null : { scope: row[0], read, write };
}

function flagOf(value: JsonValue | undefined): boolean | null {
  const text = scalarText(value);
  return text === '1' ? true : text === '0' ? false : null;
}
