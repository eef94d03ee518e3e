import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expandGrid } from '@holdfast/engine';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packStatistics, unpackStatistics } from '../src/sweep/columns.ts';
import type { Outcome } from '../src/sweep/outcome.ts';
import { chooseCompared, searchCost } from '../src/sweep/overfitting.ts';
import { readParts, SweepParts } from '../src/sweep/parts.ts';
import { valuesAt } from '../src/sweep/plan.ts';
import { csvOf, resultColumns } from '../src/sweep/result-table.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-parts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const file = () => join(folder, 'parts.jsonl');

const outcomes: Outcome[] = [
  { index: 0, statistics: [1, Number.NaN, 0.1 + 0.2, -0] },
  { index: 7, refused: { code: 'DEFINITION_INVALID', message: 'line one\nline "two"' } },
  { index: 3, statistics: [5e-324, 1.7976931348623157e308, -1, 4] },
];

async function written(batches: Outcome[][]): Promise<void> {
  const parts = await SweepParts.create(file(), 'key', 10);
  // At once, as several workers do.
  await Promise.all(batches.map((batch) => parts.add(batch)));
  await parts.close();
}

describe('parts of a sweep', () => {
  it('come back to the last bit', async () => {
    await written([[outcomes[0], outcomes[1]], [outcomes[2]]]);
    const found = await readParts(file());
    expect(found!.key).toBe('key');
    expect([...found!.outcomes.values()].sort((a, b) => a.index - b.index)).toEqual([
      { index: 0, statistics: [1, Number.NaN, 0.30000000000000004, 0] },
      outcomes[2],
      outcomes[1],
    ]);
  });

  it('are all that was complete, wherever the file was torn', async () => {
    await written([[outcomes[0]], [outcomes[1]], [outcomes[2]]]);
    const whole = readFileSync(file());
    const lineEnds = [...whole.keys()].filter((i) => whole[i] === 10);
    for (let length = 0; length <= whole.length; length++) {
      writeFileSync(file(), whole.subarray(0, length));
      const found = await readParts(file());
      const complete = lineEnds.filter((end) => end < length).length;
      if (complete === 0) expect(found).toBeNull();
      else {
        expect(found!.outcomes.size).toBe(complete - 1);
        expect(found!.completeBytes).toBe(lineEnds[complete - 1] + 1);
      }
    }
  });

  it('go on after the last complete line', async () => {
    await written([[outcomes[0]]]);
    const { completeBytes } = (await readParts(file()))!;
    writeFileSync(file(), `${readFileSync(file(), 'utf8')}{"done":[[5,`);
    const parts = await SweepParts.append(file(), completeBytes);
    await parts.add([outcomes[1]]);
    await parts.close();
    expect([...(await readParts(file()))!.outcomes.keys()]).toEqual([0, 7]);
  });

  it('are none where there is no file', async () => {
    expect(await readParts(file())).toBeNull();
  });
});

describe('the grid', () => {
  it('has the order of expandGrid', () => {
    const value = fc.oneof(fc.integer({ min: 1, max: 500 }), fc.constant(null));
    const paths = ['select.top', 'weight.cap', 'cost_bps', 'lag'];
    const lists = fc.array(fc.uniqueArray(value, { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(lists, (values) => {
        const variations = values.map((list, i) => ({ path: paths[i], values: list }));
        const expected = expandGrid(variations).map((overrides) =>
          overrides.map((override) => override.value),
        );
        expect(expected.map((_, index) => valuesAt(variations, index))).toEqual(expected);
      }),
    );
  });

  it('becomes CSV that keeps commas, quotes and lines of a cell together', () => {
    const plan = {
      input: {},
      origin: 'x',
      library: new Map(),
      variations: [{ path: 'universe.include_tags', values: [['a', 'b']] }],
    };
    const row = {
      index: 0,
      values: { 'universe.include_tags': '["a","b"]' },
      statistics: null,
      refused: { code: 'X', message: 'one\ntwo' },
    };
    const [, line] = csvOf(resultColumns(plan), [row]).split(/\n(?=0)/);
    expect(line).toBe('0,"[""a"",""b""]",,,,,,,,,,,,X,"one\ntwo"\n');
  });
});

describe('what the search cost', () => {
  const statistics = (sharpe: number | null) =>
    unpackStatistics(
      packStatistics({
        finalLevel: 1,
        cagr: null,
        volatility: 1,
        sharpe,
        sortino: null,
        calmar: null,
        maxDrawdown: -0.1,
        meanOneWayTurnover: 0,
        totalCost: 0,
        rebalances: 1,
        days: 200,
      }),
    );
  const walk = (seed: number, from = 0, length = 200) => {
    const levels = new Float64Array(length);
    let level = 1000;
    for (let t = 0; t < length; t++) levels[t] = level *= 1 + 0.02 * Math.sin(seed * 97 + t * (1 + seed));
    return { index: seed, dates: Int32Array.from({ length }, (_, t) => from + t), levels };
  };

  it('compares all variants of a small sweep, and of a large one the best and others evenly spread', () => {
    expect(chooseCompared([1, 5, 9], 5)).toEqual([1, 5, 9]);
    const many = Array.from({ length: 50_000 }, (_, i) => 2 * i);
    const chosen = chooseCompared(many, 77_776);
    expect(chosen.length).toBeLessThanOrEqual(1000);
    expect(chosen.length).toBeGreaterThan(990);
    expect(chosen).toContain(77_776);
    expect(chosen.every((index, i) => i === 0 || index > chosen[i - 1])).toBe(true);
    expect(Math.max(...chosen.slice(1).map((index, i) => index - chosen[i]))).toBeLessThanOrEqual(2 * 52);
  });

  it('counts the days that all compared variants share', () => {
    const cost = searchCost([statistics(1), statistics(2)], [walk(0), walk(1, 50, 100)], 1);
    expect(cost).toMatchObject({ sharedDays: 99, compared: 2, tried: 2 });
    expect(cost.pbo).not.toBeNull();
  });

  it('is silent where there is too little: no overlap, one variant, a handful of days', () => {
    const apart = searchCost([statistics(1), statistics(2)], [walk(0, 0, 50), walk(1, 500, 50)], 1);
    expect(apart).toMatchObject({ sharedDays: 0, pbo: null, effectiveTrials: null, deflatedSharpe: null });
    const alone = searchCost([statistics(1)], [walk(0)], 0);
    expect(alone).toMatchObject({ pbo: null, effectiveTrials: 1 });
    expect(alone.deflatedSharpe).toBe(alone.probabilisticSharpe);
    const short = searchCost([statistics(1), statistics(null)], [walk(0, 0, 10), walk(1, 0, 10)], 0);
    expect(short).toMatchObject({ pbo: null, probabilisticSharpe: null });
  });

  it('deflates the more, the more variants were tried', () => {
    const compared = [walk(1), walk(2), walk(3)];
    const sharpes = (count: number) => Array.from({ length: count }, (_, i) => statistics(Math.sin(i)));
    const few = searchCost(sharpes(10), compared, 2);
    const many = searchCost(sharpes(5000), compared, 2);
    expect(many.effectiveTrials).toBeGreaterThan(few.effectiveTrials!);
    expect(many.deflatedSharpe).toBeLessThan(few.deflatedSharpe!);
    expect(many.deflatedSharpeByAll).toBeLessThanOrEqual(many.deflatedSharpe!);
  });
});
