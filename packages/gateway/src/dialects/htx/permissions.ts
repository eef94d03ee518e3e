import { listIn, textIn } from '../../dialect/answer-reading.ts';
import { bindsToAddresses } from '../../dialect/bound-addresses.ts';
import type { PermissionProbe } from '../../dialect/dialect.ts';
import { NOTHING_TOLD } from '../../dialect/nothing-told.ts';

const HOST = 'api.huobi.pro';

/**
 * Asks HTX for the user's number, and by it for what is known of the key that asks. A sub-user may not ask that: its keys
 * stay unverified.
 *
 * @see https://www.htx.com/en-us/opend/newApiPages/ "API key query"
 */
export const htxPermissions: PermissionProbe = {
  explanation:
    'GET /v2/user/uid and with its answer GET /v2/user/api-key, which need the permission to read and change nothing: they list the permissions and the addresses of the key that asks. HTX answers them to main accounts only: keys of sub-users are unverified.',
  request: () => ({ method: 'GET', host: HOST, path: '/v2/user/uid', query: [], body: { kind: 'none' } }),
  next(status, body, keyId) {
    const uid = status === 200 && textIn(body, 'code') === '200' ? textIn(body, 'data') : null;
    if (uid === null || !/^[1-9][0-9]{0,18}$/.test(uid)) return null;
    return {
      method: 'GET',
      host: HOST,
      path: '/v2/user/api-key',
      query: [
        { name: 'accessKey', value: keyId },
        { name: 'uid', value: uid },
      ],
      body: { kind: 'none' },
    };
  },
  read(status, body) {
    const keys = listIn(body, 'data');
    if (status !== 200 || textIn(body, 'code') !== '200' || keys.length !== 1) return NOTHING_TOLD;
    const [key] = keys;
    const permission = textIn(key, 'permission');
    if (permission === null) return NOTHING_TOLD;
    const names = permission.split(',').map((name) => name.trim());
    return {
      read: names.includes('readOnly'),
      trade: names.includes('trade'),
      withdraw: names.some((name) => /withdraw/i.test(name)),
      ipRestricted: bindsToAddresses(textIn(key, 'ipAddresses') ?? ''),
    };
  },
};
