import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type PortfolioReportInput, renderLiveOverview, renderPortfolio } from '@holdfast/report';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  auditedRequest,
  freshPortfolio,
  liveOverviewInput,
  portfolioInput,
  waitingRun,
} from '../packages/report/test/portfolio-fixture.ts';
import { launchBrowser, NO_BROWSER } from './browser.ts';
import { lowContrast } from './contrast.ts';
import { type Incidents, openFile } from './open-file.ts';

const PAGES = [
  'balanced.html',
  'growth.html',
  'fresh.html',
  'nasty.html',
  'index.html',
  'running.html',
] as const;
const NASTY = `"><script>document.title='owned'</script><img src="https://example.com/x.png">`;
/** As names can be that nobody thought of: without a place to break. */
const LONG = 'W'.repeat(120);

const UNFOLD = "document.querySelectorAll('details').forEach((details) => { details.open = true; })";

let browser: Browser;
let folder: string;

async function withPage(
  name: (typeof PAGES)[number],
  options: BrowserContextOptions,
  use: (page: Page, incidents: Incidents) => Promise<void>,
): Promise<void> {
  await openFile(browser, join(folder, name), options, use);
}

const desktop = { viewport: { width: 1440, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** Text of others at its worst, where it is likely to break the page. */
function nastyInput(): PortfolioReportInput {
  const input = portfolioInput();
  return {
    ...input,
    name: NASTY,
    index: { name: LONG, href: null },
    accounts: [{ name: LONG, exchange: NASTY, paper: true }],
    interruption: { kind: 'failed', since: LONG, reason: `${NASTY} ${LONG}`, whatToDo: LONG },
    holdings: input.holdings.map((holding) => ({ ...holding, asset: LONG, name: NASTY, reason: LONG })),
    runs: [
      { ...waitingRun(), cause: LONG, outcome: { status: 'stopped', reason: LONG, whatToDo: NASTY } },
      {
        ...waitingRun(),
        outcome: { status: 'waiting', planned: [], expires: null, command: `approve ${LONG}` },
      },
    ],
    notes: [{ time: LONG, warning: true, text: LONG }],
  };
}

function nastyOverview(): string {
  const input = liveOverviewInput({
    replay: { from: '2021-01-01', to: '2021-12-31', date: '2021-06-01' },
    notices: [NASTY, LONG],
  });
  const { runs } = portfolioInput();
  const trades = runs[0].trades.map((trade) => ({ ...trade, symbol: LONG, amount: LONG, reason: LONG }));
  const report = { ...nastyInput(), name: LONG, runs: [{ ...runs[0], trades }] };
  const request = {
    ...auditedRequest(),
    virtualKey: LONG,
    path: LONG,
    orders: [],
    rule: LONG,
    accepted: false,
  };
  const lastEntries = [{ time: LONG, position: 0, content: request }];
  return renderLiveOverview({
    ...input,
    portfolios: [{ href: LONG, report }, ...input.portfolios],
    gateway: {
      ordersAllowed: 1,
      ordersRefused: 0,
      entries: 1,
      checkpoint: { size: 1, time: LONG },
      lastEntries,
    },
  });
}

describe.skipIf(NO_BROWSER !== null)(
  `pages of portfolios in Chromium${NO_BROWSER ? ` (skipped: ${NO_BROWSER})` : ''}`,
  () => {
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'holdfast-portfolio-'));
      const live = liveOverviewInput();
      const [, growth] = live.portfolios;
      const pages: Record<(typeof PAGES)[number], string> = {
        'balanced.html': renderPortfolio(portfolioInput()),
        'growth.html': renderPortfolio(growth.report),
        'fresh.html': renderPortfolio(freshPortfolio({ mode: 'off' })),
        'nasty.html': renderPortfolio(nastyInput()),
        'index.html': renderLiveOverview(live),
        'running.html': nastyOverview(),
      };
      for (const [name, text] of Object.entries(pages)) await writeFile(join(folder, name), text);
      browser = await launchBrowser();
    });

    afterAll(async () => {
      await browser?.close();
      await rm(folder, { recursive: true, force: true });
    });

    describe.each(PAGES)('%s', (name) => {
      it('opens without an error and without any request but its own', async () => {
        await withPage(name, desktop, async (page, { errors, requests }) => {
          expect(errors).toEqual([]);
          expect(requests).toEqual([pathToFileURL(join(folder, name)).href]);
          expect(await page.title()).not.toBe('owned');
          expect(await page.locator('img').count()).toBe(0);
          expect(await page.locator('h1').isVisible()).toBe(true);
        });
      });

      it.each([
        ['phone', phone],
        ['desk', desktop],
      ])('does not scroll sideways on a %s, not even with everything unfolded', async (_, options) => {
        await withPage(name, options, async (page) => {
          await page.evaluate(UNFOLD);
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(options.viewport.width);
          const stuck = await page.evaluate(
            "[...document.querySelectorAll('.scroll')].filter((region) => region.scrollWidth > region.clientWidth && region.tabIndex !== 0).length",
          );
          expect(stuck).toBe(0);
        });
      });

      it.each([
        ['light', phone],
        ['dark', phone],
        ['light', desktop],
        ['dark', desktop],
      ] as const)('has enough contrast in the %s theme', async (colorScheme, options) => {
        await withPage(name, { ...options, colorScheme }, async (page) => {
          await page.evaluate(UNFOLD);
          expect(await lowContrast(page, 4.5)).toEqual([]);
        });
      });
    });

    it('cards stand beside each other on a desk and below each other on a phone', async () => {
      const tops = async (page: Page): Promise<number> =>
        new Set(
          (await page.evaluate(
            "[...document.querySelectorAll('.card')].map((card) => card.getBoundingClientRect().top)",
          )) as number[],
        ).size;
      await withPage('index.html', desktop, async (page) => expect(await tops(page)).toBe(1));
      await withPage('index.html', phone, async (page) => expect(await tops(page)).toBe(3));
    });

    it('a plan that waits is on the first screen of a phone', async () => {
      for (const name of ['index.html', 'growth.html'] as const) {
        await withPage(name, phone, async (page) => {
          const box = await page.getByText('waits for your approval').first().boundingBox();
          expect((box?.y ?? Number.NaN) + (box?.height ?? Number.NaN)).toBeLessThan(844);
        });
      }
    });

    it('a card leads to its page and back', async () => {
      await withPage('index.html', desktop, async (page) => {
        await page.locator('.card').getByRole('link', { name: 'growth' }).click();
        expect(await page.locator('h1').textContent()).toBe('growth');
        await page.getByRole('link', { name: 'All portfolios' }).click();
        expect(await page.locator('h1').textContent()).toBe('Portfolios');
      });
    });

    it('a rebalance unfolds by keyboard', async () => {
      await withPage('balanced.html', desktop, async (page) => {
        const second = page.locator('details.run').nth(1);
        expect(await second.locator('table').isVisible()).toBe(false);
        await second.locator('summary').focus();
        await page.keyboard.press('Enter');
        expect(await second.locator('table').first().isVisible()).toBe(true);
      });
    });

    it('the bars of the parts end where the next begin', async () => {
      await withPage('balanced.html', desktop, async (page) => {
        const bars = (await page.evaluate(
          "[...document.querySelectorAll('.waterfall :is(.up,.down)')].map((bar) => { const { left, right } = bar.getBoundingClientRect(); return bar.classList.contains('down') ? [right, left] : [left, right]; })",
        )) as [number, number][];
        const total = bars.pop();
        expect(bars.length).toBeGreaterThan(4);
        for (let i = 1; i < bars.length; i++) expect(Math.abs(bars[i][0] - bars[i - 1][1])).toBeLessThan(3);
        expect(Math.abs((total?.[1] ?? Number.NaN) - (bars.at(-1)?.[1] ?? Number.NaN))).toBeLessThan(3);
      });
    });

    it('loads itself anew while a replay runs, and finds what has been written since', async () => {
      await withPage('running.html', desktop, async (page, { errors }) => {
        const before = await page.title();
        expect(before).toMatch(/^41% /);
        const live = liveOverviewInput();
        await writeFile(join(folder, 'running.html'), renderLiveOverview(live));
        await expect
          .poll(() => page.title(), { timeout: 15_000, interval: 200 })
          .toBe('Portfolios · Holdfast');
        expect(errors).toEqual([]);
      });
    });
  },
);
