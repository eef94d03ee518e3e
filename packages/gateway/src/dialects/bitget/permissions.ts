import { textIn } from '../../dialect/answer-reading.ts';
import { bindsToAddresses } from '../../dialect/bound-addresses.ts';
import type { PermissionProbe } from '../../dialect/dialect.ts';
import { asObject } from '../../dialect/market-data.ts';
import { NOTHING_TOLD } from '../../dialect/nothing-told.ts';
import { isJsonArray, type JsonValue } from '../../http/strict-json.ts';
import { HOST } from './hosts.ts';

/** Orders of spot, margin and futures, positions and copied traders, each as "read and write". */
const TRADING = new Set(['trade', 'stow', 'smow', 'coow', 'cpow', 'ttow']);
/** P2P hands coins to others too. */
const WITHDRAWING = new Set(['wwow', 'withdraw', 'p2pw', 'p2p']);

/**
 * Asks Bitget about the account of the key that asks, with the key's permissions as four letters each.
 *
 * @see https://www.bitget.com/api-doc/spot/account/Get-Account-Info
 */
export const bitgetPermissions: PermissionProbe = {
  explanation:
    'GET /api/v2/spot/account/info, which needs the permission to read spot only and changes nothing: its fields authorities and ips are those of the key that asks.',
  request: () => ({
    method: 'GET',
    host: HOST,
    path: '/api/v2/spot/account/info',
    query: [],
    body: { kind: 'none' },
  }),
  read(status, body) {
    const data = asObject(body)?.get('data');
    const info = status === 200 && textIn(body, 'code') === '00000' ? asObject(data) : null;
    if (info === null) return NOTHING_TOLD;
    const names = namesIn(info.get('authorities'));
    const addresses = info.get('ips');
    return {
      read: names === null ? null : names.length > 0,
      trade: names === null ? null : names.some((name) => TRADING.has(name)),
      withdraw: names === null ? null : names.some((name) => WITHDRAWING.has(name)),
      ipRestricted: typeof addresses === 'string' ? bindsToAddresses(addresses) : null,
    };
  },
};

/** Null unless every name is one that is understood: four letters, or the words of the older form. */
function namesIn(authorities: JsonValue | undefined): string[] | null {
  if (authorities === undefined || !isJsonArray(authorities)) return null;
  const names = authorities.filter((name) => typeof name === 'string').map((name) => name.trim());
  const known = names.every((name) =>
    /^(?:[a-z]{3}[rw]|p2p[rw]?|trade|readonly|withdraw|transfer)$/.test(name),
  );
  return names.length === authorities.length && known ? names : null;
}
