import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { renderIndexReport, renderOverview, renderQuality, renderSweepReport } from '@holdfast/report';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overviewInput, qualityInput, reportInput, sweepInput } from '../packages/report/test/fixtures.ts';
import { launchBrowser, NO_BROWSER } from './browser.ts';
import { lowContrast } from './contrast.ts';
import { type Incidents, openFile } from './open-file.ts';

const PAGES = ['report.html', 'overview.html', 'sweep.html', 'quality.html', 'one-day.html'] as const;
const NASTY = `"><script>document.title='owned'</script><img src="https://example.com/x.png">`;

let browser: Browser;
let folder: string;

async function withPage(
  name: (typeof PAGES)[number],
  options: BrowserContextOptions,
  use: (page: Page, incidents: Incidents) => Promise<void>,
): Promise<void> {
  await openFile(browser, join(folder, name), options, use);
}

const desktop = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

describe.skipIf(NO_BROWSER !== null)(
  `pages in Chromium${NO_BROWSER ? ` (skipped: ${NO_BROWSER})` : ''}`,
  () => {
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'holdfast-report-'));
      const input = reportInput({ overlay: true, days: 500, assets: 60, top: 20 });
      const names = new Map(input.names).set('bitcoin', { symbol: NASTY, name: NASTY });
      const quality = qualityInput();
      if (!quality) throw new Error('the fixture has a quality report');
      const pages: Record<(typeof PAGES)[number], string> = {
        'report.html': renderIndexReport({ ...input, names }),
        'overview.html': renderOverview({ ...overviewInput(), names }),
        'sweep.html': renderSweepReport(sweepInput()),
        'quality.html': renderQuality({ snapshot: { ...input.snapshot, name: NASTY }, quality }),
        'one-day.html': renderIndexReport(reportInput({ days: 1 })),
      };
      for (const [name, text] of Object.entries(pages)) await writeFile(join(folder, name), text);
      browser = await launchBrowser();
    });

    afterAll(async () => {
      await browser?.close();
      await rm(folder, { recursive: true, force: true });
    });

    describe.each(PAGES)('%s in Chromium', (name) => {
      it('opens from a file without an error and without any request but its own', async () => {
        await withPage(name, desktop, async (page, { errors, requests }) => {
          expect(errors).toEqual([]);
          expect(requests).toEqual([pathToFileURL(join(folder, name)).href]);
          expect(await page.title()).not.toBe('owned');
          expect(await page.locator('img').count()).toBe(0);
        });
      });

      it('does not scroll sideways on a phone, not even with everything unfolded', async () => {
        await withPage(name, phone, async (page) => {
          await page.evaluate(
            "document.querySelectorAll('details').forEach((details) => { details.open = true; })",
          );
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
        });
      });

      it.each(['light', 'dark'] as const)('has enough contrast in the %s theme', async (colorScheme) => {
        await withPage(name, { ...desktop, colorScheme }, async (page) => {
          await page.evaluate(
            "document.querySelectorAll('details').forEach((details) => { details.open = true; })",
          );
          expect(await lowContrast(page, 4.5)).toEqual([]);
        });
      });

      it('is complete without script', async () => {
        await withPage(name, { ...desktop, javaScriptEnabled: false }, async (page, { errors }) => {
          expect(errors).toEqual([]);
          expect(await page.locator('h1').isVisible()).toBe(true);
          expect(await page.locator('[data-theme-button]').isVisible()).toBe(false);
        });
      });
    });

    it('the measure of contrast finds text that is too pale', async () => {
      await withPage('one-day.html', desktop, async (page) => {
        const found = await lowContrast(page, 8);
        expect(found.length).toBeGreaterThan(0);
        expect(found.every(({ ratio }) => ratio >= 4.5 && ratio < 8)).toBe(true);
      });
    });

    describe('by keyboard', () => {
      /** Presses Tab until the focused element matches; fails after a page's worth of stops. */
      async function tabTo(page: Page, selector: string): Promise<void> {
        for (let stop = 0; stop < 400; stop++) {
          await page.keyboard.press('Tab');
          if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
        }
        throw new Error(`Tab never reached ${selector}`);
      }

      it('the first stop skips to the content', async () => {
        await withPage('report.html', desktop, async (page) => {
          await page.keyboard.press('Tab');
          expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
          await page.keyboard.press('Enter');
          expect(await page.evaluate('document.activeElement.id')).toBe('main');
        });
      });

      it.each([true, false])(
        'reaches and moves the switch between linear and logarithmic (script: %s)',
        async (javaScriptEnabled) => {
          await withPage('report.html', { ...desktop, javaScriptEnabled }, async (page) => {
            const pane = (i: number) => page.locator(`#level-figure .pane[data-pane="${i}"]`);
            const before = (await pane(0).isVisible()) ? 0 : 1;
            for (let stop = 0; stop < 60; stop++) {
              await page.keyboard.press('Tab');
              if ((await page.locator('input[name="level-scale"]:focus').count()) === 1) break;
            }
            expect(await page.locator('input[name="level-scale"]:focus').count()).toBe(1);
            await page.keyboard.press(before === 0 ? 'ArrowRight' : 'ArrowLeft');
            expect(await pane(before).isVisible()).toBe(false);
            expect(await pane(1 - before).isVisible()).toBe(true);
          });
        },
      );

      it('opens the trades of a rebalance', async () => {
        await withPage('report.html', desktop, async (page) => {
          await tabTo(page, '#rebalances details[id] > summary');
          const open = 'document.activeElement.parentElement.open';
          expect(await page.evaluate(open)).toBe(false);
          await page.keyboard.press('Enter');
          expect(await page.evaluate(open)).toBe(true);
        });
      });

      it('reads a chart with the arrow keys', async () => {
        await withPage('report.html', desktop, async (page) => {
          await tabTo(page, '.frame');
          await page.keyboard.press('Home');
          const live = page.locator('.frame:focus [aria-live]');
          await expect.poll(() => live.textContent()).toMatch(/^2021-01-02: .* 999/);
          await page.keyboard.press('ArrowRight');
          await expect.poll(() => live.textContent()).not.toMatch(/^2021-01-02/);
          expect(await page.locator('.frame:focus .readout').isVisible()).toBe(true);
          await page.keyboard.press('Escape');
          expect(await page.locator('.frame:focus .readout').isVisible()).toBe(false);
        });
      });

      it('sorts a table by its headers, missing values last, and says so', async () => {
        await withPage('overview.html', desktop, async (page) => {
          const sharpe = page.locator('#indices table').first().locator('th', { hasText: 'Sharpe' });
          const headers = await page
            .locator('#indices table')
            .first()
            .locator('th[scope=col]')
            .allTextContents();
          const column = headers.indexOf('Sharpe');
          const values = async (): Promise<number[]> =>
            (
              await page
                .locator('#indices table')
                .first()
                .locator(`tbody tr > :nth-child(${column + 1})`)
                .allTextContents()
            ).map(Number);
          await sharpe.locator('button').focus();
          await page.keyboard.press('Enter');
          expect(await sharpe.getAttribute('aria-sort')).toBe('descending');
          const down = await values();
          expect(down).toEqual([...down].sort((a, b) => b - a));
          await page.keyboard.press('Enter');
          expect(await sharpe.getAttribute('aria-sort')).toBe('ascending');
          expect(await values()).toEqual([...down].reverse());
        });
      });

      it('every wide table can be focused to scroll it', async () => {
        await withPage('report.html', phone, async (page) => {
          const stuck = await page.evaluate(
            "[...document.querySelectorAll('.scroll')].filter((region) => region.scrollWidth > region.clientWidth && region.tabIndex !== 0).length",
          );
          expect(stuck).toBe(0);
        });
      });
    });

    describe('themes', () => {
      const ground = (page: Page) => page.evaluate('getComputedStyle(document.body).backgroundColor');

      it('follow the system and the button, which wins', async () => {
        await withPage('report.html', { ...desktop, colorScheme: 'dark' }, async (page, { errors }) => {
          const dark = await ground(page);
          await page.getByRole('button', { name: 'Light theme' }).click();
          const light = await ground(page);
          expect(light).not.toBe(dark);
          await page.emulateMedia({ colorScheme: 'light' });
          expect(await ground(page)).toBe(light);
          await page.getByRole('button', { name: 'Dark theme' }).click();
          expect(await ground(page)).toBe(dark);
          expect(errors).toEqual([]);
        });
      });

      it('print light', async () => {
        await withPage('report.html', { ...desktop, colorScheme: 'dark' }, async (page) => {
          await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
          expect(await ground(page)).toBe('rgb(252, 252, 250)');
        });
      });
    });

    describe('with a pointer', () => {
      it('shows the values of the date under it', async () => {
        await withPage('report.html', desktop, async (page) => {
          const plot = page.locator('#level-figure .plot:visible');
          await plot.scrollIntoViewIfNeeded();
          const box = await plot.boundingBox();
          if (!box) throw new Error('the chart is not drawn');
          await page.mouse.move(box.x + 2, box.y + 50);
          const readout = page.locator('#level-figure .readout:visible');
          expect(await readout.textContent()).toMatch(/^2021-01-0\d/);
          await page.mouse.move(box.x + box.width - 2, box.y + 50);
          expect(await readout.textContent()).toMatch(/^2022-05-/);
          const shown = await readout.boundingBox();
          expect((shown?.x ?? Number.NaN) + (shown?.width ?? 0)).toBeLessThanOrEqual(box.x + box.width);
        });
      });
    });
  },
);
