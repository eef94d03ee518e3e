import { describe, expect, it } from 'vitest';
import { deribit } from '../../../src/dialects/deribit/index.ts';
import { get, post } from './requests.ts';

describe('what isn’t trading spot on Deribit is known by its name, by GET and by POST', () => {
  it.each([
    ['private/withdraw', 'withdraw'],
    ['private/submit_transfer_to_user', 'transfer'],
    ['private/submit_transfer_to_subaccount', 'transfer'],
    ['private/submit_transfer_between_subaccounts', 'transfer'],
    ['private/add_to_address_book', 'admin'],
    ['private/edit_by_label', 'admin'],
    ['private/create_api_key', 'credential'],
    ['private/list_api_keys', 'credential'],
    ['private/reset_api_key', 'credential'],
    ['private/change_scope_in_api_key', 'credential'],
    ['private/logout', 'credential'],
    ['public/auth', 'credential'],
    ['public/exchange_token', 'credential'],
    ['public/fork_token', 'credential'],
    ['private/get_account_summary', 'read'],
  ])('%s is %s', (method, endpointClass) => {
    for (const inbound of [get(method), post(method, {})])
      expect(deribit.classify(deribit.parse(inbound)).class).toBe(endpointClass);
  });

  it.each([
    'private/mass_quote',
    'private/close_position',
    'private/execute_block_trade',
    'private/create_block_rfq',
  ])('%s trades, and not spot', (method) => {
    const found = deribit.classify(deribit.parse(get(method)));
    expect(found.class).toBe('trade');
    expect(found.product).not.toBe('spot');
  });

  it('every method of the table is in it by GET; private ones by POST with the same meaning', () => {
    for (const { method, path, ...rest } of deribit.endpoints) {
      const {
        method: _,
        path: __,
        ...twin
      } = deribit.endpoints.find((one) => one.path === path && one.method !== method) ?? {
        method,
        path,
        ...rest,
      };
      expect(twin, path).toEqual(rest);
      if (path.includes('/private/'))
        expect(
          deribit.endpoints
            .filter((one) => one.path === path)
            .map((one) => one.method)
            .sort(),
        ).toEqual(['GET', 'POST']);
    }
  });
});
