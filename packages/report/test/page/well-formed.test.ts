import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { renderLiveOverview, renderPortfolio } from '../../src/index.ts';
import { forgotten } from '../page-text.ts';
import {
  freshPortfolio,
  liveOverviewInput,
  marksOf,
  portfolioInput,
  waitingRun,
} from '../portfolio-fixture.ts';

const replay = { from: '2021-01-01', to: '2021-12-31', date: '2021-06-01' };

const PAGES: readonly (readonly [string, string])[] = [
  ['a portfolio', renderPortfolio(portfolioInput())],
  ['a portfolio that waits', renderPortfolio(portfolioInput({ runs: [waitingRun()] }))],
  ['a portfolio of a day', renderPortfolio(portfolioInput({ marks: marksOf(1) }))],
  ['a fresh portfolio', renderPortfolio(freshPortfolio())],
  ['all portfolios', renderLiveOverview(liveOverviewInput())],
  ['all portfolios during a replay', renderLiveOverview(liveOverviewInput({ replay }))],
  ['no portfolio', renderLiveOverview(liveOverviewInput({ portfolios: [], gateway: null, notices: [] }))],
];

describe.each(PAGES)('the page of %s', (_, page) => {
  const body = page.replace(/<style>[\s\S]*?<\/style>|<script>[\s\S]*?<\/script>/g, '');

  it('forbids everything but its own style and script, named by their hashes', () => {
    const policy = /content="(default-src[^"]*)"/.exec(page)?.[1].replaceAll('&#39;', "'") ?? '';
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
    const script = /<script>([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '';
    expect(policy).toBe(
      `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`,
    );
  });

  it('uses nothing that the policy would block or the network would have to bring', () => {
    expect(body).not.toMatch(/ style=| on[a-z]+=|https?:|src=|url\((?!#)|@import/i);
  });

  it('gives every element its own id and every link and label its target', () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
    for (const [, labels] of page.matchAll(/aria-labelledby="([^"]+)"/g)) {
      for (const label of labels.split(' ')) expect(ids).toContain(label);
    }
  });

  it('has one h1 and no skipped level of heading', () => {
    const levels = [...page.matchAll(/<h([1-6])/g)].map((match) => Number(match[1]));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.every((level, i) => i === 0 || level <= levels[i - 1] + 1)).toBe(true);
  });

  it('gives every table a caption and labelled headers, and every drawing a text or hides it', () => {
    const count = (pattern: RegExp) => body.match(pattern)?.length ?? 0;
    expect(count(/<caption/g)).toBe(count(/<table/g));
    expect(body).not.toMatch(/<th [^>]*scope="col"[^>]*><\/th>/);
    expect(count(/<desc /g)).toBe(count(/class="plot"/g));
    for (const [drawing] of body.matchAll(/<svg(?! x=)[^>]*>/g)) {
      expect(drawing).toMatch(/aria-hidden="true"|aria-label="[^"]+"|aria-labelledby=/);
    }
  });

  it('writes no value that a program forgot', () => {
    expect(forgotten(page)).toEqual([]);
  });
});
