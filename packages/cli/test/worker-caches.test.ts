import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importSnapshot } from '@holdfast/market';
import type { Account, StoredDefinition } from '@holdfast/trader';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SnapshotIndices } from '../src/portfolio/snapshot-indices.ts';
import { Venues } from '../src/portfolio/venues.ts';
import { testTerminal } from './support/command.ts';
import { marketCsv, type TestHome, testHome } from './support/market.ts';

// A worker runs for months: what it keeps must not outlive what it was made of.

let home: TestHome;
beforeAll(async () => {
  home = await testHome();
});
afterAll(() => home.remove());

const definition = (over: Partial<StoredDefinition> = {}): StoredDefinition => ({
  id: 'all',
  text: 'name: All\nselect: {by: market-cap, top: 3}\nweight: {scheme: market-cap}\nrebalance: {schedule: monthly}\n',
  library: {},
  snapshot: 'small',
  ...over,
});
const end = Date.UTC(2021, 3, 30);

describe('indices of portfolios', () => {
  it('are computed once for the same data, and anew for what is imported under its name', async () => {
    const indices = new SnapshotIndices(testTerminal(home));
    const first = await indices.of(definition());
    expect(await indices.of(definition())).toBe(first);
    const csv = join(home.folder, 'newer.csv');
    const newer = marketCsv()
      .split('\n')
      .map((line) => line.replace(/^(bitcoin,2021-04-2[0-9],)[^,]+/, '$11'));
    writeFileSync(csv, newer.join('\n'));
    const columns = { asset: 'coin', date: 'day', close: 'price', marketCap: 'cap', volume: 'traded' };
    await importSnapshot({ path: csv, name: 'small', home: home.home, columns, replace: true });
    const second = await indices.of(definition());
    expect(second).not.toBe(first);
    expect(second.at(end)?.level).not.toBe(first.at(end)?.level);
    expect(await indices.of(definition())).toBe(second);
  });

  it('are tried again when they could not be computed', async () => {
    const indices = new SnapshotIndices(testTerminal(home));
    const broken = definition({ text: 'name: [' });
    await expect(indices.of(broken)).rejects.toMatchObject({ code: expect.stringMatching(/^DEFINITION_/) });
    await expect(indices.of(broken)).rejects.toMatchObject({ code: expect.stringMatching(/^DEFINITION_/) });
    await expect(indices.of(definition({ snapshot: 'gone' }))).rejects.toMatchObject({
      code: 'SNAPSHOT_NOT_FOUND',
    });
    expect(await indices.of(definition())).toBeDefined();
  });
});

describe('clients of accounts', () => {
  const account: Account = {
    number: 1,
    name: 'main',
    exchange: 'binance',
    gateway: 'http://127.0.0.1:1',
    virtual_key: { apiKey: 'a', secret: 's' },
    live: true,
    added_at: new Date(0),
  };
  const venues = () => new Venues({ pass: async () => 0 });

  it('last while the account is the same', () => {
    const all = venues();
    expect(all.of({ ...account })).toBe(all.of({ ...account }));
    expect(all.of({ ...account, number: 2 })).not.toBe(all.of(account));
  });

  it.each<[string, Partial<Account>]>([
    ['it may no longer go live', { live: false }],
    ['it has another virtual key', { virtual_key: { apiKey: 'b', secret: 's' } }],
    ['it has another secret', { virtual_key: { apiKey: 'a', secret: 't' } }],
    ['its gateway is elsewhere', { gateway: 'http://127.0.0.1:2' }],
  ])('are made anew when %s', (_, change) => {
    const all = venues();
    const before = all.of(account);
    expect(all.of({ ...account, ...change })).not.toBe(before);
    // And the old one is not kept for the case that it is changed back.
    expect(all.of(account)).not.toBe(before);
  });

  it('send no order once the account is not live any more', async () => {
    const all = venues();
    all.of(account);
    await expect(all.of({ ...account, live: false }).place({} as never)).rejects.toMatchObject({
      code: 'ACCOUNT_NOT_LIVE',
    });
  });
});
