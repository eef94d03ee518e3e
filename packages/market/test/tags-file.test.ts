import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import { compareAssetIds, DEFAULT_EXCLUDED_TAGS } from '@holdfast/engine';
import { describe, expect, it } from 'vitest';
import { isMap, isScalar, parse, parseDocument } from 'yaml';

const SECTORS = [
  'layer-1',
  'layer-2',
  'defi',
  'exchange',
  'payments',
  'meme',
  'gaming',
  'nft',
  'social',
  'ai',
  'rwa',
  'oracle',
  'storage',
  'privacy',
  'interoperability',
  'infrastructure',
  'business',
];
const KINDS = ['stablecoin', 'wrapped', 'staked', 'leveraged', 'synthetic'];
const PEGS = ['usd', 'eur', 'gold', 'btc', 'eth', 'other'];

interface Tag {
  readonly sector?: string;
  readonly kind?: string;
  readonly peg?: string;
}

const repository = new URL('../../../', import.meta.url);
const file = (path: string): string => fileURLToPath(new URL(path, repository));

const text = readFileSync(file('packages/market/tags.yaml'), 'utf8');
const assets: Readonly<Record<string, Tag>> = parse(text).assets;
const lines = text.split('\n').filter((line) => line.startsWith('  '));

const coinList = file('../shared/data/coingecko-2021-coins.csv');
const daily = file('../shared/data/coingecko-2021-daily.csv.gz');
const demoCoins = file('demo/coins.csv');

/** Ids of a CSV file whose first column is the coin's id; no id holds a comma or a quotation mark. */
const firstColumn = (path: string): string[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.slice(0, line.indexOf(',')));

describe('the asset tags file', () => {
  it('is valid YAML without a duplicate id, holding one map named assets', () => {
    const document = parseDocument(text, { uniqueKeys: true });
    expect(document.errors).toEqual([]);
    expect(document.warnings).toEqual([]);
    expect(Object.keys(document.toJS())).toEqual(['assets']);
  });

  it('has only ids that YAML reads as text, never as a number or a date', () => {
    const map = parseDocument(text).get('assets');
    if (!isMap(map)) throw new Error('assets is no map');
    for (const { key } of map.items) expect(isScalar(key) && typeof key.value).toBe('string');
  });

  it('has one asset a line', () => {
    expect(lines).toHaveLength(Object.keys(assets).length);
    for (const line of lines) expect(line).toMatch(/^ {2}[^\s:]+: \{[^{}]+\}$/);
  });

  it('is in the order of the ids by UTF-8 bytes', () => {
    const ids = lines.map((line) => line.trim().slice(0, line.trim().indexOf(': ')));
    expect(ids).toEqual(ids.toSorted(compareAssetIds));
  });

  it('uses closed lists of sectors, kinds and pegs, and no other key', () => {
    for (const [id, tag] of Object.entries(assets)) {
      const { sector, kind, peg, ...rest } = tag;
      expect(rest, id).toEqual({});
      if (sector !== undefined) expect(SECTORS, id).toContain(sector);
      if (kind !== undefined) expect(KINDS, id).toContain(kind);
      if (peg !== undefined) expect(PEGS, id).toContain(peg);
    }
  });

  it('gives every asset a sector or a kind, a peg only beside a kind, and every stablecoin a peg', () => {
    for (const [id, tag] of Object.entries(assets)) {
      expect(tag.sector ?? tag.kind, id).toBeDefined();
      if (tag.peg !== undefined) expect(tag.kind, id).toBeDefined();
      if (tag.kind === 'stablecoin') expect(tag.peg, id).toBeDefined();
    }
  });

  it('knows exactly the kinds that the default universe leaves out', () => {
    const used = new Set(Object.values(assets).flatMap(({ kind }) => kind ?? []));
    expect([...used].sort()).toEqual([...DEFAULT_EXCLUDED_TAGS].sort());
  });

  it('explains every sector and kind in its header and in the user guide', () => {
    const header = text.slice(0, text.indexOf('\nassets:'));
    const guide = readFileSync(file('docs/asset-tags.md'), 'utf8');
    for (const word of [...SECTORS, ...KINDS]) {
      expect(header).toMatch(new RegExp(`^# {3}${word} {2,}\\S`, 'm'));
      expect(guide).toContain(`| \`${word}\` |`);
    }
  });

  it.each([
    ['bitcoin', { sector: 'payments' }],
    ['ethereum', { sector: 'layer-1' }],
    ['binancecoin', { sector: 'exchange' }],
    ['matic-network', { sector: 'layer-2' }],
    ['uniswap', { sector: 'defi' }],
    ['dogecoin', { sector: 'meme' }],
    ['chainlink', { sector: 'oracle' }],
    ['filecoin', { sector: 'storage' }],
    ['monero', { sector: 'privacy' }],
    ['axie-infinity', { sector: 'gaming' }],
    ['fetch-ai', { sector: 'ai' }],
    ['tether', { kind: 'stablecoin', peg: 'usd' }],
    ['stasis-eurs', { kind: 'stablecoin', peg: 'eur' }],
    ['pax-gold', { kind: 'stablecoin', peg: 'gold' }],
    ['wrapped-bitcoin', { kind: 'wrapped', peg: 'btc' }],
    ['staked-ether', { kind: 'staked', peg: 'eth' }],
    ['compound-ether', { kind: 'staked', peg: 'eth' }],
    ['3x-long-ethereum-token', { kind: 'leveraged' }],
    ['mirrored-tesla', { kind: 'synthetic' }],
    ['defipulse-index', { kind: 'synthetic' }],
    ['BTC', { sector: 'payments' }],
    ['WBTC', { kind: 'wrapped', peg: 'btc' }],
    ['SOL', { sector: 'layer-1' }],
    ['ETHUSDT', { sector: 'layer-1' }],
  ])('says what a person would say about %s', (id, expected) => {
    expect(assets[id]).toEqual(expected);
  });

  it('does not take a look-alike for a peg', () => {
    for (const id of ['nxm', 'aichain', 'verisafe', 'cloutcontracts', 'hydradx', 'havven', 'leo-token']) {
      expect(assets[id]?.kind, id).toBeUndefined();
    }
  });

  it('leaves out no large family: every mirrored token and every Compound deposit receipt has a kind', () => {
    const family = Object.entries(assets).filter(
      ([id]) =>
        id.startsWith('mirrored-') || (id.startsWith('compound-') && id !== 'compound-governance-token'),
    );
    expect(family.length).toBeGreaterThan(20);
    for (const [id, tag] of family) {
      expect(tag.kind, id).toBe(id.startsWith('mirrored-') ? 'synthetic' : 'staked');
    }
  });
});

describe.skipIf(!existsSync(coinList))('against coingecko-2021-coins.csv of ../shared', () => {
  it('tags at least 1,400 of its coins', () => {
    expect(firstColumn(coinList).filter((id) => id in assets).length).toBeGreaterThanOrEqual(1_400);
  });

  it('knows every lower-case id from it, so that no id is misspelt', () => {
    const listed = new Set(firstColumn(coinList));
    const ids = Object.keys(assets).filter((id) => id !== id.toUpperCase());
    expect(ids.filter((id) => !listed.has(id))).toEqual([]);
  });

  it('gives every mirrored, staked, wrapped or Compound id in it a kind', () => {
    const claims = firstColumn(coinList).filter((id) =>
      /^(mirrored|staked|wrapped|compound)-|-staked-/.test(id),
    );
    const without = claims.filter((id) => assets[id]?.kind === undefined);
    expect(without).toEqual(['compound-governance-token']);
  });
});

describe.skipIf(!existsSync(daily))('against coingecko-2021-daily.csv.gz of ../shared', () => {
  it('tags every coin within 3 % of 1 USD on nine days in ten as a stablecoin of the US dollar', async () => {
    const counts = new Map<string, { rows: number; near: number }>();
    const rows = createInterface({ input: Readable.from(readFileSync(daily)).pipe(createGunzip()) });
    for await (const row of rows) {
      const [, id = '', price] = row.split(',', 3);
      const count = counts.get(id) ?? { rows: 0, near: 0 };
      count.rows += 1;
      if (Math.abs(Number(price) - 1) <= 0.03) count.near += 1;
      counts.set(id, count);
    }
    const pegged = [...counts].filter(([, { rows: all, near }]) => all >= 5 && near / all >= 0.9);
    expect(pegged.length).toBeGreaterThan(20);
    for (const [id] of pegged) expect(assets[id], id).toEqual({ kind: 'stablecoin', peg: 'usd' });
  });
});

describe.skipIf(!existsSync(demoCoins))('against the shipped demo/coins.csv', () => {
  it('tags at least 85 % of the demo coins', () => {
    const coins = firstColumn(demoCoins);
    expect(coins.length).toBeGreaterThan(0);
    expect(coins.filter((id) => id in assets).length / coins.length).toBeGreaterThanOrEqual(0.85);
  });
});
