import { objectIn } from '../../dialect/answer-reading.ts';
import type { PermissionProbe } from '../../dialect/dialect.ts';
import { NOTHING_TOLD } from '../../dialect/nothing-told.ts';

/**
 * Asks for the account's summary, for which a key needs `account:read`. What else it may do, the exchange tells only
 * together with a token (`public/auth`) or with the secrets of all keys (`private/list_api_keys`), so it isn't asked.
 *
 * @see https://docs.deribit.com/api-reference/account-management/private-get_account_summary
 */
export const deribitPermissions: PermissionProbe = {
  explanation:
    'GET /api/v2/private/get_account_summary, which changes nothing: it proves that the key reads. Its other scopes Deribit tells only together with a token or with secrets, so they are not asked for.',
  request: () => ({
    method: 'GET',
    host: 'www.deribit.com',
    path: '/api/v2/private/get_account_summary',
    query: [{ name: 'currency', value: 'BTC' }],
    body: { kind: 'none' },
  }),
  read: (status, body) =>
    status === 200 && objectIn(body, 'result') !== null ? { ...NOTHING_TOLD, read: true } : NOTHING_TOLD,
};
