import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, NO_BROWSER } from './browser.ts';

const MAIN = join(dirname(import.meta.dirname), 'packages', 'cli', 'src', 'main.ts');

interface Demo {
  readonly process: ChildProcess;
  readonly address: string;
  /** Resolves when stderr holds the text. */
  until(text: string): Promise<void>;
  /** As Ctrl-C; resolves with the exit status. */
  stop(): Promise<number | null>;
}

let folder: string;
let browser: Browser;
beforeAll(async () => {
  if (NO_BROWSER !== null) return;
  folder = await mkdtemp(join(tmpdir(), 'holdfast-demo-'));
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

async function startDemo(until: string): Promise<Demo> {
  const child = spawn(process.execPath, [MAIN, 'demo', '--port', '0', '--json', '--until', until], {
    env: { PATH: process.env.PATH, HOLDFAST_HOME: join(folder, 'home') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const holds = async (stream: 'stdout' | 'stderr', text: string) => {
    let over = false;
    void ended.then(() => {
      over = true;
    });
    while (!said[stream].includes(text)) {
      if (over) throw new Error(`the demo ended: ${said.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await holds('stdout', '}\n');
  return {
    process: child,
    address: JSON.parse(said.stdout).address,
    until: (text) => holds('stderr', text),
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}

async function withPage(address: string, use: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  try {
    await page.goto(address);
    await use(page);
    expect(problems).toEqual([]);
  } finally {
    await context.close();
  }
}

describe.skipIf(NO_BROWSER !== null)('npm start, as a newcomer sees it', () => {
  it('runs three portfolios on an account whose key no trading process saw, shows them, and goes on after Ctrl-C', async () => {
    const first = await startDemo('2021-02-20');
    await withPage(first.address, async (page) => {
      // It shows itself anew while history passes.
      expect(await page.textContent('h1')).toBe('Portfolios');
    });
    await first.until('History has passed');
    await withPage(first.address, async (page) => {
      for (const name of ['cautious', 'balanced', 'growth']) {
        expect(await page.getByRole('link', { name, exact: true }).count()).toBe(1);
      }
      const text = (await page.textContent('body')) ?? '';
      expect(text).toMatch(/3 portfolios worth \$/);
      expect(text).toContain('demo-trader');
      expect(text).toMatch(/key lies in a file/);
      await page.getByRole('link', { name: 'growth', exact: true }).click();
      await page.waitForURL(/portfolio-growth\.html$/);
      const report = (await page.textContent('body')) ?? '';
      expect(report).toMatch(/Difference to the index/);
      expect(report).toMatch(/first investment/);
    });
    expect(await first.stop()).toBe(0);
    const second = await startDemo('2021-02-25');
    await second.until('History has passed');
    await withPage(`${second.address}/portfolio-growth.html`, async (page) => {
      const report = (await page.textContent('body')) ?? '';
      // One beginning, however often it is started.
      expect(report.match(/first investment/g)).toHaveLength(1);
      expect(report).toMatch(/as of 2021-02-26/);
    });
    expect(await second.stop()).toBe(0);
  }, 180_000);
});
