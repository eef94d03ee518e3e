import { textIn } from '../../dialect/answer-reading.ts';
import { bindsToAddresses } from '../../dialect/bound-addresses.ts';
import type { PermissionProbe } from '../../dialect/dialect.ts';
import { asObject } from '../../dialect/market-data.ts';
import { NOTHING_TOLD } from '../../dialect/nothing-told.ts';
import { SPOT_HOST } from './hosts.ts';

/** A transfer within the account is none away from it. */
const INNER_TRANSFER = 'InnerTransfer';

/**
 * Asks KuCoin about the key that asks. Its permission "Transfer" is also the one to withdraw.
 *
 * @see https://www.kucoin.com/docs-new/rest/account-info/account-funding/get-apikey-info
 */
export const kucoinPermissions: PermissionProbe = {
  explanation:
    'GET /api/v1/user/api-key, which needs the permission General only and changes nothing: it lists the permissions and the addresses of the key that asks.',
  request: () => ({
    method: 'GET',
    host: SPOT_HOST,
    path: '/api/v1/user/api-key',
    query: [],
    body: { kind: 'none' },
  }),
  read(status, body) {
    const info =
      status === 200 && textIn(body, 'code') === '200000' ? asObject(asObject(body)?.get('data')) : null;
    if (info === null) return NOTHING_TOLD;
    const permission = info.get('permission');
    const addresses = info.get('ipWhitelist');
    const names =
      typeof permission === 'string' && permission !== ''
        ? permission.split(',').map((name) => name.trim())
        : null;
    return {
      read: names === null ? null : names.includes('General'),
      trade:
        names === null ? null : names.some((name) => /^(?:Spot|Margin|Futures|Trade|Unified)$/.test(name)),
      withdraw:
        names === null
          ? null
          : names.some((name) => name !== INNER_TRANSFER && /transfer|withdraw/i.test(name)),
      ipRestricted: typeof addresses === 'string' ? bindsToAddresses(addresses) : null,
    };
  },
};
