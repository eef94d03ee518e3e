import { describe, expect, it } from 'vitest';
import { definitionFromInput, idOfFile, parseDefinition, parseDefinitionFile } from '../../src/index.ts';
import { errorOf } from './support.ts';

const FILE = 'indices/x.yaml';
const parse = (text: string, file = FILE) => parseDefinition(text, file);
const messageOf = (text: string) => errorOf(() => parse(text)).message;

describe('a file that is right', () => {
  it('gets every default', () => {
    expect(parse('select: {top: 10}', 'indices/top-10.yaml')).toEqual({
      id: 'top-10',
      name: 'top-10',
      description: '',
      base: { date: null, value: 1000 },
      end: null,
      universe: {
        exclude_tags: ['stablecoin', 'wrapped', 'staked', 'leveraged', 'synthetic'],
        include_tags: [],
        include: [],
        exclude: [],
        min_market_cap: 0,
        min_median_volume: { usd: 0, window: 30 },
        min_age_days: 0,
      },
      members: null,
      select: { by: 'market-cap', window: null, top: 10, buffer: 0 },
      weight: { scheme: 'market-cap', window: null, cap: null, floor: null, sector_cap: null },
      rebalance: { schedule: 'monthly', drift: null },
      overlay: null,
      cash_asset: null,
      cost_bps: 10,
      capital: null,
      lag: 1,
      stale_after: 7,
      delist_haircut: 0,
      benchmarks: null,
      votes: null,
      weights: null,
    });
  });

  it.each([
    ['indices/top-20.yaml', 'top-20'],
    ['C:\\indices\\top-20.YML', 'top-20'],
    ['top-20', 'top-20'],
    ['a.yaml.yaml', 'a.yaml'],
    ['/', ''],
  ])('has the id of its file: %s', (file, id) => {
    expect(idOfFile(file)).toBe(id);
  });

  it('may give its own id and then has any file name', () => {
    expect(parse('id: mine', 'My File.yaml').id).toBe('mine');
  });

  it('keeps what was written beside what it means, for overrides', () => {
    const { input, definition } = parseDefinitionFile('select: {top: 5}', FILE);
    expect(input).toEqual({ id: 'x', select: { top: 5 } });
    expect(definition.select).toEqual({ by: 'market-cap', window: null, top: 5, buffer: 0 });
  });

  it('takes null as "none" where that has a meaning, written or left empty', () => {
    expect(parse('end:\nweight:\n  cap:\n  floor: ~\noverlay: null')).toEqual(parse('lag: 1'));
  });

  it('may start with a byte order mark and end its lines as Windows does', () => {
    expect(parse('\uFEFFselect: {top: 4}\r\nlag: 2\r\n')).toMatchObject({ select: { top: 4 }, lag: 2 });
  });

  it('reads dates, no, on and yes as text', () => {
    expect(parse('end: 2021-12-31\nuniverse: {include: [no, on, yes, 2021-01-01]}')).toMatchObject({
      end: '2021-12-31',
      universe: { include: ['no', 'on', 'yes', '2021-01-01'] },
    });
  });

  it('takes names that every JavaScript object has for assets like any other', () => {
    const { votes } = parse('select: {by: votes}\nvotes: [{from: 2021-01-01, constructor: 3, toString: 4}]');
    expect(votes).toEqual([{ from: 18628, numbers: { constructor: 3, toString: 4 } }]);
    const row = parse('select: {by: votes}\nvotes: [{from: 2021-01-01, aave: 3}]').votes?.[0];
    expect(row?.numbers.constructor).toBeUndefined();
  });

  it('gives an overlay its weekly schedule', () => {
    expect(parse('overlay: {trend: {window: 50}}').overlay).toEqual({
      trend: { window: 50, schedule: 'weekly' },
    });
  });
});

describe('what is wrong with the keys of a file', () => {
  it.each([
    [
      'a mistyped key',
      'select:\n  by: market-cap\n  tpo: 3',
      'indices/x.yaml:3:3 select.tpo: unknown key. Did you mean "top"? Allowed: by, window, top, buffer.',
    ],
    [
      'a key at the wrong place',
      'lag: 0\ntop: 10',
      'indices/x.yaml:2:1 top: unknown key. Did you mean "select.top"? Allowed: id, name, description, base, end, universe, members, select, weight, rebalance, overlay, cash_asset, cost_bps, capital, lag, stale_after, delist_haircut, benchmarks, votes, weights.',
    ],
    [
      'a key that is like nothing',
      'rebalance: {xyz: 1}',
      'indices/x.yaml:1:13 rebalance.xyz: unknown key. Allowed: schedule, drift.',
    ],
    [
      'a key twice is not suggested for another one',
      'rebalance: {drift: 0.1, drifts: 1}',
      'indices/x.yaml:1:25 rebalance.drifts: unknown key. Allowed: schedule, drift.',
    ],
    [
      'a key that an object has by nature',
      'constructor: 1',
      'indices/x.yaml:1:1 constructor: unknown key. Allowed: id,',
    ],
    [
      'a section with nothing in it',
      'lag: 0\nuniverse:\n  # min_age_days: 3',
      'indices/x.yaml:2:1 universe: has nothing after it; give it a value or leave it out. Allowed: a map with the keys exclude_tags, include_tags, include, exclude, min_market_cap, min_median_volume, min_age_days.',
    ],
    [
      'a number with nothing in it',
      'lag:',
      'indices/x.yaml:1:1 lag: has nothing after it; give it a value or leave it out. Allowed: a whole number from 0 to 365.',
    ],
    [
      'a section that is no map',
      'select: 10',
      'indices/x.yaml:1:9 select: 10 is not allowed. Allowed: a map with the keys by, window, top, buffer.',
    ],
    [
      'a section that is a list',
      'select: [top]',
      'indices/x.yaml:1:9 select: a list is not allowed. Allowed: a map with the keys by, window, top, buffer.',
    ],
    [
      'a mistyped word',
      'weight:\n  scheme: risk_parity',
      'indices/x.yaml:2:11 weight.scheme: "risk_parity" is not allowed. Did you mean "risk-parity"? Allowed: market-cap, sqrt-market-cap, equal, inverse-volatility, sharpe, risk-parity, min-variance, custom.',
    ],
    [
      'a longer word for one',
      'weight: {scheme: equal-weight}',
      '"equal-weight" is not allowed. Did you mean "equal"?',
    ],
    [
      'a word that is like nothing',
      'rebalance: {schedule: sometimes}',
      'indices/x.yaml:1:23 rebalance.schedule: "sometimes" is not allowed. Allowed: none, daily, weekly, monthly, quarterly.',
    ],
    [
      'a number where a word is needed',
      'rebalance: {schedule: 30}',
      'rebalance.schedule: 30 is read as a number; text that looks like one needs quotes. Allowed: none,',
    ],
    [
      'a number as text',
      'select: {top: "20"}',
      'indices/x.yaml:1:15 select.top: "20" is not allowed. Write the number without quotes and separators: 20. Allowed: a whole number from 1 to 10000.',
    ],
    [
      'a number with separators',
      'capital: 1,000,000',
      'separators: 1000000. Allowed: a number above 0 and at most',
    ],
    [
      'percent',
      'weight: {cap: 12.5 %}',
      'weight.cap: "12.5 %" is not allowed. Write a fraction without %, such as 0.125. Allowed: a number above 0 and at most 1, or null.',
    ],
    [
      'a word for null',
      'rebalance: {drift: off}',
      'rebalance.drift: "off" is not allowed. Write null to switch it off. Allowed: a number above 0 and at most 1, or null.',
    ],
    [
      'words for a number',
      'lag: one day',
      'lag: "one day" is not allowed. Allowed: a whole number from 0 to 365.',
    ],
    ['a part of a whole', 'lag: 1.5', 'lag: 1.5 is not allowed. Allowed: a whole number from 0 to 365.'],
    [
      'too small a number',
      'select: {top: 0}',
      'select.top: 0 is not allowed. Allowed: a whole number from 1 to 10000.',
    ],
    [
      'too large a number',
      'weight: {cap: 10}',
      'weight.cap: 10 is not allowed. Allowed: a number above 0 and at most 1, or null.',
    ],
    [
      'a number beyond all integers',
      'lag: 1e300',
      'lag: 1e+300 is not allowed. Allowed: a whole number from 0 to 365.',
    ],
    ['infinity', 'cost_bps: .inf', 'cost_bps: Infinity is not allowed. Allowed: a number from 0 to 5000.'],
    ['not a number', 'cost_bps: .nan', 'cost_bps: NaN is not allowed. Allowed: a number from 0 to 5000.'],
    ['true for a number', 'lag: true', 'lag: true is not allowed. Allowed: a whole number from 0 to 365.'],
    [
      'one text for a list',
      'benchmarks: bitcoin',
      'benchmarks: "bitcoin" is not allowed. For a list of one, write [bitcoin]. Allowed: a list of texts, such as [a, b].',
    ],
    [
      'an empty list where one is needed',
      'members: []',
      'members: a list is not allowed. Allowed: a list of 1 to 100 texts, such as [a, b], or null.',
    ],
    [
      'a number in a list of texts',
      'universe:\n  include: [bitcoin, 1e3]',
      'indices/x.yaml:2:22 universe.include[1]: 1000 is read as a number; text that looks like one needs quotes. Allowed: text of 1 to 200 characters.',
    ],
    ['a list in a list', 'benchmarks: [[bitcoin]]', 'benchmarks[0]: a list is not allowed.'],
    ['an empty text', 'name: ""', 'name: "" is not allowed. Allowed: text of 1 to 120 characters.'],
    [
      'a text that is too long',
      `name: ${'a'.repeat(121)}`,
      `name: "${'a'.repeat(59)}…" is not allowed. Allowed: text of 1 to 120 characters.`,
    ],
    [
      'an id in capitals',
      'id: Mine',
      'id: "Mine" is not allowed. Allowed: lower-case letters, digits and hyphens, at most 64.',
    ],
    [
      'an id that is a number',
      'id: 2021',
      'id: 2021 is read as a number; text that looks like one needs quotes.',
    ],
    [
      'a date that is not in the calendar',
      'end: 2021-02-29',
      'indices/x.yaml:1:6 end: "2021-02-29" is no calendar date; write it as YYYY-MM-DD.',
    ],
    [
      'a date in another form',
      'base: {date: 1.2.2021}',
      'base.date: "1.2.2021" is no calendar date; write it as YYYY-MM-DD.',
    ],
    [
      'a year for a date',
      'end: 2021',
      'end: 2021 is read as a number; text that looks like one needs quotes. Allowed: a calendar date written YYYY-MM-DD, or null.',
    ],
  ])('%s', (_, text, expected) => {
    expect(errorOf(() => parse(text)).code).toBe('DEFINITION_INVALID');
    expect(messageOf(text)).toContain(expected);
  });

  it.each([
    [
      'its window is missing',
      '{trend: {}}',
      'indices/x.yaml:1:11 overlay.trend.window: is missing. Allowed: a whole number from 1 to 10000.',
    ],
    [
      'its kind is empty',
      '{trend: }',
      'overlay.trend: has nothing after it; give it a value or leave it out. Allowed: a map with the keys window, schedule.',
    ],
    [
      'its kind is mistyped',
      '{trnd: {window: 3}}',
      'overlay.trnd: unknown key. Did you mean "trend"? Allowed: trend, volatility_target.',
    ],
    [
      'it has two kinds',
      '{trend: {window: 3}, volatility_target: {annual: 1, window: 4}}',
      'An overlay is null or has exactly one of the keys trend, volatility_target.',
    ],
    [
      'it has a second kind that is broken',
      '{trend: {window: 3}, volatility_target: {}}',
      'An overlay is null or has exactly one of the keys trend, volatility_target.',
    ],
    [
      'it has none',
      '{}',
      'overlay: An overlay is null or has exactly one of the keys trend, volatility_target.',
    ],
    ['it is a number', '4', 'overlay: 4 is not allowed. An overlay is null or has exactly one of the keys'],
    ['it is a word', 'trend', 'overlay: "trend" is not allowed. An overlay is null or has exactly one'],
    ['it is a list', '[]', 'overlay: a list is not allowed. An overlay is null or has exactly one'],
    [
      'it has a key too much',
      '{trend: {window: 3}, x: 1}',
      'overlay.x: unknown key. Allowed: trend, volatility_target.',
    ],
    [
      'a key inside is mistyped',
      '{trend: {windw: 3}}',
      'overlay.trend.windw: unknown key. Did you mean "window"? Allowed: window, schedule.',
    ],
    [
      'its schedule is mistyped',
      '{trend: {window: 3, schedule: week}}',
      'overlay.trend.schedule: "week" is not allowed. Did you mean "weekly"?',
    ],
    [
      'one return is too few to have a deviation',
      '{volatility_target: {annual: 1, window: 1}}',
      'window: 1 is not allowed. Allowed: a whole number from 2 to 10000.',
    ],
  ])('an overlay when %s', (_, overlay, expected) => {
    expect(messageOf(`overlay: ${overlay}`)).toContain(expected);
  });

  it.each([
    [
      'no date',
      '[{aave: 3}]',
      'indices/x.yaml:2:9 votes[0].from: is missing. Allowed: a calendar date written YYYY-MM-DD.',
    ],
    [
      'a date that does not exist',
      '[{from: 2021-13-01, aave: 3}]',
      'indices/x.yaml:2:16 votes[0].from: "2021-13-01" is no calendar date',
    ],
    [
      'dates out of order',
      '[{from: 2021-02-01}, {from: 2021-01-01}]',
      'votes[1].from: must be after the entry before it (2021-02-01).',
    ],
    [
      'a date twice',
      '[{from: 2021-02-01}, {from: 2021-02-01}]',
      'votes[1].from: must be after the entry before it (2021-02-01).',
    ],
    [
      'a word for a number',
      '[{from: 2021-01-01, aave: many}]',
      'indices/x.yaml:2:34 votes[0].aave: "many" is not allowed. Allowed: a number.',
    ],
    [
      'an infinite number',
      '[{from: 2021-01-01, aave: .inf}]',
      'votes[0].aave: Infinity is not allowed. Allowed: a number.',
    ],
    ['nothing for a number', '[{from: 2021-01-01, aave: }]', 'votes[0].aave: has nothing after it'],
    ['text for a list', '[aave]', 'votes[0]: "aave" is not allowed. Allowed: a map with the keys from.'],
    [
      'an empty list',
      '[]',
      'votes: a list is not allowed. Allowed: a list of at least 1 maps, such as [{from: 2021-01-01, bitcoin: 1}].',
    ],
  ])('votes with %s', (_, votes, expected) => {
    expect(messageOf(`select: {by: votes}\nvotes: ${votes}`)).toContain(expected);
  });

  it('lists all of them in the order of the file, with the facts of the first', () => {
    const error = errorOf(() => parse('weight:\n  cap: 2\n  flor: 1\nselect: {top: x}\nlag: -1'));
    expect(error.message.split('\n').map((line) => line.split(' ')[0])).toEqual([
      'indices/x.yaml:2:8',
      'indices/x.yaml:3:3',
      'indices/x.yaml:4:15',
      'indices/x.yaml:5:6',
    ]);
    expect(error.facts).toMatchObject({ file: FILE, line: 2, column: 8, key: 'weight.cap', count: 4 });
    expect(error.facts.problems).toEqual(error.message.split('\n'));
  });

  it('shows the first twenty and counts the others', () => {
    const error = errorOf(() => parse(Array.from({ length: 30 }, (_, i) => `k${i}: 1`).join('\n')));
    expect(error.message.split('\n')).toHaveLength(21);
    expect(error.message).toMatch(/… and 10 more problems\.$/);
    expect(error.facts.count).toBe(30);
  });

  it('never lets a value steer the terminal that shows it', () => {
    const error = errorOf(() => parse('rebalance: {schedule: "\\e[2J\\u202e\\x9b", "\\e[1m": 1}'));
    expect(error.message.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Bidi_Control}/u);
    expect(error.message).toContain('\\u001b[2J\\u202e\\u009b');
  });
});

describe('a file that holds no definition', () => {
  it.each([
    ['nothing', '', 'indices/x.yaml:1:1: the file holds no keys.'],
    ['only comments', '# id: x\n', 'the file holds no keys.'],
    ['null', 'null', 'the file holds no keys.'],
    ['only a document mark', '---\n', 'the file holds no keys.'],
    ['a word', 'hello', 'the file holds "hello" instead of keys.'],
    ['a number', '12', 'the file holds 12 instead of keys.'],
    ['a list', '- a\n- b', 'the file holds a list instead of keys.'],
  ])('%s', (_, text, expected) => {
    expect(messageOf(text)).toContain(expected);
    expect(errorOf(() => parse(text)).code).toBe('DEFINITION_INVALID');
  });

  it('names the file when its name can be no id', () => {
    const error = errorOf(() => parse('lag: 1', 'indices/My Index.yaml'));
    expect(error.message).toBe(
      "indices/My Index.yaml:1:1 id: is left out, and the file's name can't stand in for it. Rename the file or add an id. Allowed: lower-case letters, digits and hyphens, at most 64.",
    );
  });
});

describe('what is wrong with the YAML of a file', () => {
  it.each([
    [
      'a key twice',
      'lag: 1\nselect: {top: 1}\nlag: 2',
      'indices/x.yaml:3:1 lag: is here for the second time',
    ],
    [
      'a key twice inside',
      'select:\n  top: 1\n  top: 2',
      'indices/x.yaml:3:3 select.top: is here for the second time',
    ],
    ['an asset twice', 'votes: [{from: 2021-01-01, a: 1, a: 2}]', 'votes[0].a: is here for the second time'],
    [
      'an alias',
      'lag: &x 1\nstale_after: *x',
      'indices/x.yaml:2:14 stale_after: aliases such as "*x" are not read',
    ],
    ['an alias to nothing', 'name: *x', 'aliases such as'],
    [
      'a bomb of aliases',
      `a: &a [${'x,'.repeat(9)}x]\n${'bcdefghi'
        .split('')
        .map((c, i) => `${c}: &${c} [${`*${'abcdefgh'[i]},`.repeat(9)}]`)
        .join('\n')}`,
      'aliases such as "*a" are not read',
    ],
    ['an alias of itself', 'a: &a [*a]', 'aliases such as "*a" are not read'],
    ['a tag', 'name: !secret x', 'indices/x.yaml:1:7: tags such as !name are not read'],
    [
      'a tag of YAML that is not of its core',
      'end: !!timestamp 2021-01-01',
      'tags such as !name are not read',
    ],
    ['a tag that makes a set', 'universe: !!set {a, b}', 'tags such as !name are not read'],
    ['a tag that changes a type', 'lag: !!str 1', 'tags such as !name are not read'],
    ['a tab', 'select:\n\ttop: 1', 'indices/x.yaml:2:1: a tab is used for indentation'],
    ['two documents', 'lag: 1\n---\nlag: 2', 'indices/x.yaml:2:1: a second document starts here'],
    [
      'a second colon',
      'name: Top: the best',
      'indices/x.yaml:1:7: a second ": " on one line; put text that holds a colon in quotes',
    ],
    ['a quote that is not closed', 'name: "abc', 'indices/x.yaml:1:11: Missing closing'],
    ['a bracket that is not closed', 'benchmarks: [a', 'a bracket before it is not closed'],
    ['a bracket too much', 'benchmarks: [a]]', 'indices/x.yaml:1:16'],
    [
      'an odd indentation',
      'select:\n   top: 1\n  by: all',
      'indices/x.yaml:3:1: the indentation does not fit',
    ],
    ['an at sign', 'name: @x', 'indices/x.yaml:1:7: text that starts with this character needs quotes'],
    ['a percent sign', '%YAML 1.2\nlag: 1', 'indices/x.yaml'],
    ['an unknown escape', 'name: "C:\\data"', 'a \\ in double quotes starts an escape'],
    [
      'a number as a key',
      'votes: [{from: 2021-01-01, 1e3: 1}]',
      'votes[0]: the key "1e3" is read as a number; put it in quotes.',
    ],
    ['a boolean as a key', 'true: 1', 'the key "true" is read as a boolean; put it in quotes.'],
    ['null as a key', 'null: 1', 'a key must be text.'],
    ['no key', ': 1', 'a key must be text.'],
    ['a list as a key', '? [a, b]\n: 1', 'a key must be text.'],
    [
      'a name that JavaScript keeps for itself',
      'weights: [{from: 2021-01-01, __proto__: 1}]',
      'weights[0].__proto__: this name is reserved',
    ],
    ['that name at the top', '__proto__: {lag: 3}', '__proto__: this name is reserved'],
    [
      'a NUL',
      'id: a\nname: b\u0000c',
      'indices/x.yaml:2:8: holds the control character U+0000. Is it a text file in UTF-8?',
    ],
    ['an escape character', 'name: \u001b[31m', 'U+001B'],
    ['a Parquet file', 'PAR1\u0015\u0004', 'Is it a text file in UTF-8?'],
  ])('%s', (_, text, expected) => {
    const error = errorOf(() => parse(text));
    expect(error.code).toBe('DEFINITION_SYNTAX');
    expect(error.message).toContain(expected);
  });

  it('does not read the merge key', () => {
    expect(messageOf('<<: {lag: 3}')).toContain('"<<": unknown key.');
  });

  it('counts lines and columns from the first character that is not the byte order mark', () => {
    expect(errorOf(() => parse('\uFEFFlga: 1')).facts).toMatchObject({ line: 1, column: 1 });
    expect(errorOf(() => parse('lag: 1\r\n  \r\nlga: 1')).facts).toMatchObject({ line: 3, column: 1 });
  });
});

describe('plain data instead of a file', () => {
  it('is checked by the same rules, without places', () => {
    const error = errorOf(() => definitionFromInput({ id: 'x', select: { tpo: 3 }, lag: null }, 'request'));
    expect(error.message.split('\n').sort()).toEqual([
      'request lag: has nothing after it; give it a value or leave it out. Allowed: a whole number from 0 to 365.',
      'request select.tpo: unknown key. Did you mean "top"? Allowed: by, window, top, buffer.',
    ]);
    expect(error.facts).toMatchObject({ file: 'request', line: null, column: null, count: 2 });
  });

  it.each([undefined, null, 3, 'x', [], () => 1, Symbol('x'), 3n])('refuses %s', (input) => {
    expect(errorOf(() => definitionFromInput(input, 'request')).code).toBe('DEFINITION_INVALID');
  });
});
