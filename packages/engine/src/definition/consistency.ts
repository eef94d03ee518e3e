import type { z } from 'zod';

/** The parts of a definition that rules across keys look at, before defaults of `top` and `buffer`. */
interface Draft {
  universe: {
    include: string[];
    exclude: string[];
    include_tags: string[];
    exclude_tags: string[];
    min_market_cap: number;
    min_median_volume: { usd: number };
    min_age_days: number;
  };
  members: string[] | null;
  select: { by: string; window: number | null; top?: number | undefined; buffer?: number | undefined };
  weight: {
    scheme: string;
    window: number | null;
    cap: number | null;
    floor: number | null;
    sector_cap: number | null;
  };
  base: { date: string | null };
  end: string | null;
  votes?: { from: string }[] | undefined;
  weights?: { from: string; [asset: string]: unknown }[] | undefined;
}

const TOLERANCE = 1e-12;
/** Selections that look back, and the least rows each needs. */
export const WINDOWED_SELECTIONS: ReadonlyMap<string, number> = new Map([
  ['volume', 1],
  ['return', 1],
  ['sharpe', 2],
  ['low-volatility', 2],
]);
/** Weight schemes that look back, and the least returns each needs. */
export const WINDOWED_SCHEMES: ReadonlyMap<string, number> = new Map([
  ['inverse-volatility', 2],
  ['sharpe', 2],
  ['risk-parity', 2],
  ['min-variance', 2],
]);

/** Rules across keys: what zod can't say of one key alone. Every issue names the key to mend. */
export function checkConsistency(draft: Draft, context: z.core.$RefinementCtx): void {
  const issue = (path: (string | number)[], message: string) =>
    context.addIssue({ code: 'custom', path, message, input: draft });
  checkWindows(draft, issue);
  checkBounds(draft, issue);
  checkLists(draft, issue);
  if (draft.members !== null) checkPortfolio(draft, issue);
  if (draft.base.date !== null && draft.end !== null && draft.base.date > draft.end) {
    issue(['end'], `is before base.date ${draft.base.date}`);
  }
}

type Report = (path: (string | number)[], message: string) => void;

function checkWindows({ select, weight }: Draft, issue: Report): void {
  const checkOne = (path: string, rule: string, window: number | null, least: number | undefined) => {
    if (least === undefined) {
      if (window !== null) issue([path, 'window'], `has no meaning with "${rule}"; leave it out`);
    } else if (window === null) {
      issue([path, 'window'], `is required with "${rule}": the number of rows to look back, such as 30`);
    } else if (window < least) {
      issue([path, 'window'], `must be at least ${least} with "${rule}"`);
    }
  };
  if (weight.scheme !== 'custom') {
    checkOne('select', select.by, select.window, WINDOWED_SELECTIONS.get(select.by));
  }
  checkOne('weight', weight.scheme, weight.window, WINDOWED_SCHEMES.get(weight.scheme));
  if (select.by === 'all') {
    if (select.top !== undefined) issue(['select', 'top'], 'has no meaning with "all"; leave it out');
    if (select.buffer !== undefined) issue(['select', 'buffer'], 'has no meaning with "all"; leave it out');
  }
}

function checkBounds({ select, weight }: Draft, issue: Report): void {
  const { cap, floor } = weight;
  if (cap !== null && floor !== null && floor > cap) {
    issue(['weight', 'floor'], `${floor} is above weight.cap ${cap}`);
  }
  if (select.by === 'all' || weight.scheme === 'custom') return;
  const top = select.top ?? 20;
  if (cap !== null && cap * top < 1 - TOLERANCE) {
    issue(
      ['weight', 'cap'],
      `${cap} × select.top ${top} is below 1, so the weights can't sum to 1; the cap must be at least ${1 / top}`,
    );
  }
  if (floor !== null && floor * top > 1 + TOLERANCE) {
    issue(
      ['weight', 'floor'],
      `${floor} × select.top ${top} is above 1, so the weights can't sum to 1; the floor must be at most ${1 / top}`,
    );
  }
}

function checkLists({ select, weight, votes, weights }: Draft, issue: Report): void {
  if (select.by === 'votes' && weight.scheme !== 'custom' && votes === undefined) {
    issue(['votes'], 'is required with select.by "votes"');
  }
  if (weight.scheme === 'custom' && weights === undefined) {
    issue(['weights'], 'is required with weight.scheme "custom"');
  }
  if (weight.scheme !== 'custom' && weights !== undefined) {
    issue(['weights'], 'is only read by weight.scheme "custom"');
  }
  if (select.by !== 'votes' && votes !== undefined) issue(['votes'], 'is only read by select.by "votes"');
  for (const [key, rows] of [
    ['votes', votes],
    ['weights', weights],
  ] as const) {
    rows?.forEach((row, i) => {
      if (i > 0 && row.from <= rows[i - 1].from) {
        issue([key, i, 'from'], `must be after the entry before it (${rows[i - 1].from})`);
      }
    });
  }
  weights?.forEach(({ from: _, ...numbers }, i) => {
    const sum = Object.values(numbers as Record<string, number>).reduce((a, b) => a + b, 0);
    if (Math.abs(sum - 1) > 1e-9) issue(['weights', i], `sums to ${sum}; weights must sum to 1`);
  });
}

function checkPortfolio({ universe, members, select, weight, votes, weights }: Draft, issue: Report): void {
  if (new Set(members).size !== members?.length) issue(['members'], 'names a definition twice');
  const needs = (path: string[], what: string) =>
    issue(path, `needs ${what}, which indices don't have; a portfolio of indices can't use it`);
  if (weight.scheme !== 'custom' && (select.by === 'market-cap' || select.by === 'volume')) {
    needs(['select', 'by'], select.by === 'volume' ? 'volumes' : 'market caps');
  }
  if (weight.scheme === 'market-cap' || weight.scheme === 'sqrt-market-cap') {
    needs(['weight', 'scheme'], 'market caps');
  }
  if (weight.sector_cap !== null) needs(['weight', 'sector_cap'], 'tags');
  if (universe.include_tags.length > 0) needs(['universe', 'include_tags'], 'tags');
  if (universe.min_market_cap > 0) needs(['universe', 'min_market_cap'], 'market caps');
  if (universe.min_median_volume.usd > 0) needs(['universe', 'min_median_volume'], 'volumes');
  for (const key of ['include', 'exclude'] as const) {
    if (universe[key].length > 0)
      issue(['universe', key], 'has no meaning with members; list the members you want');
  }
  if (universe.min_age_days > 0) issue(['universe', 'min_age_days'], 'has no meaning with members');
  for (const [key, rows] of Object.entries({ votes, weights })) {
    rows?.forEach((row, i) => {
      for (const id of Object.keys(row)) {
        if (id !== 'from' && !members?.includes(id)) issue([key, i, id], 'is not one of the members');
      }
    });
  }
}
