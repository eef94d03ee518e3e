import type { PermissionProbe } from '../../dialect/dialect.ts';
import { NOTHING_TOLD } from '../../dialect/nothing-told.ts';
import { isJsonObject } from '../../http/strict-json.ts';

/**
 * Asks Gemini for the roles of the key. A Fund Manager withdraws, and moves money between accounts. Whether the key works from
 * certain addresses only, Gemini doesn't say.
 *
 * @see https://developer.gemini.com/rest-api/common/admin/roles-endpoint
 */
export const geminiPermissions: PermissionProbe = {
  explanation:
    'POST /v1/roles, which every key may ask and which changes nothing: it tells the roles of the key that asks. Whether the key is bound to addresses, Gemini does not tell.',
  request: () => ({
    method: 'POST',
    host: 'api.gemini.com',
    path: '/v1/roles',
    query: [],
    body: { kind: 'none' },
  }),
  read(status, body) {
    if (status !== 200 || !isJsonObject(body)) return NOTHING_TOLD;
    const [trader, fundManager, auditor] = ['isTrader', 'isFundManager', 'isAuditor'].map((name) =>
      body.get(name),
    );
    if (typeof trader !== 'boolean' || typeof fundManager !== 'boolean' || typeof auditor !== 'boolean')
      return NOTHING_TOLD;
    return {
      read: trader || fundManager || auditor,
      trade: trader,
      withdraw: fundManager,
      ipRestricted: null,
    };
  },
};
