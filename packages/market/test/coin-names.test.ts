import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readCoinNames } from '../src/coin-names.ts';
import { codeOf, freshFolder } from './fixtures.ts';

async function read(content: string | Uint8Array) {
  const path = join(await freshFolder(), 'names.csv');
  await writeFile(path, content);
  return readCoinNames(path);
}

describe('readCoinNames', () => {
  it.each(['id', 'coin_id', 'asset'])('takes the column %s as id, columns in any order', async (id) => {
    const names = await read(`name,extra,${id},symbol\r\n"Bitcoin, really",x, bitcoin ,btc\r\n\r\n`);
    expect([...names]).toEqual([['bitcoin', { symbol: 'btc', name: 'Bitcoin, really' }]]);
  });

  it('takes gzip, a byte order mark and text that is not English', async () => {
    const names = await read(gzipSync('\ufeffid,symbol,name\ne,é,Ünïcode 💎\n'));
    expect(names.get('e')).toEqual({ symbol: 'é', name: 'Ünïcode 💎' });
  });

  it('takes a row twice when it says the same', async () => {
    expect((await read('id,symbol,name\na,b,c\na,b,c\n')).size).toBe(1);
  });

  it.each<[string, string | Uint8Array, RegExp]>([
    ['a missing column', 'id,name\na,b\n', /line 1: the column symbol is missing/],
    ['too few fields', 'id,symbol,name\na,b\n', /line 2: it has 2 fields/],
    ['an empty id', 'id,symbol,name\n\n,b,c\n', /line 3: the id is empty/],
    ['two names for one id', 'id,symbol,name\na,b,c\na,b,d\n', /line 3: "a" is named twice/],
    ['a stray quote', 'id,symbol,name\na,b"x,c\n', /line 2: a quote/],
    ['bytes that are not UTF-8', Buffer.from('id,symbol,name\na,b,caf\xe9\n', 'latin1'), /line 2: .*UTF-8/],
    ['a cell that is too long', `id,symbol,name\na,b,${'x'.repeat(201)}\n`, /line 2: a cell is longer/],
    ['line ends alone', '\n\n', /line 1: the file is empty/],
  ])('names the line of %s', async (_, content, message) => {
    const attempt = read(content);
    await expect(attempt).rejects.toThrow(message);
    expect(await codeOf(attempt)).toBe('NAMES_INVALID');
  });

  it('answers a file that is missing or a folder', async () => {
    const folder = await freshFolder();
    expect(await codeOf(readCoinNames(join(folder, 'none.csv')))).toBe('SOURCE_NOT_FOUND');
    expect(await codeOf(readCoinNames(folder))).toBe('SOURCE_UNREADABLE');
  });
});
