import { listIn, textIn } from '../../dialect/answer-reading.ts';
import type { SpotAccountsQuestion } from '../../dialect/spot-accounts.ts';

/**
 * Asks HTX for the user's accounts: `type` is spot, margin, super-margin, otc, point, investment and others.
 *
 * @see https://www.htx.com/en-us/opend/newApiPages/ "Get all Accounts of the Current User"
 */
export const htxSpotAccounts: SpotAccountsQuestion = {
  request: () => ({
    method: 'GET',
    host: 'api.huobi.pro',
    path: '/v1/account/accounts',
    query: [],
    body: { kind: 'none' },
  }),
  read(status, body) {
    const accounts = listIn(body, 'data');
    if (status !== 200 || textIn(body, 'status') !== 'ok' || accounts.length === 0) return null;
    const ids = new Map<string, ReadonlySet<string | null>>();
    for (const account of accounts) {
      const id = textIn(account, 'id');
      if (id === null) return null;
      ids.set(id, new Set([...(ids.get(id) ?? []), textIn(account, 'type')]));
    }
    // What is called spot and something else too is not spot for certain.
    return new Set([...ids].filter(([, types]) => types.size === 1 && types.has('spot')).map(([id]) => id));
  },
};
