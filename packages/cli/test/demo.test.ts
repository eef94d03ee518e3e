import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestHome, testHome } from './support/market.ts';
import { startHoldfast } from './support/process.ts';

const INDICES = join(dirname(dirname(dirname(import.meta.dirname))), 'indices');

let home: TestHome;
beforeAll(async () => {
  home = await testHome();
});
afterAll(() => home.remove());

it('demo --reports-only backtests every shipped index over shipped data and serves the reports', async () => {
  const { child, until, finished } = startHoldfast(home, ['demo', '--reports-only', '--port', '0', '--json']);
  await until('"address"');
  const folder = join(home.home, 'reports', 'demo');
  const shipped = readdirSync(INDICES).filter((name) => name.endsWith('.yaml'));
  const overview = readFileSync(join(folder, 'index.html'), 'utf8');
  for (const name of shipped) {
    const report = name.replace('.yaml', '.html');
    expect(existsSync(join(folder, report))).toBe(true);
    expect(overview).toContain(`href="${report}"`);
  }
  child.kill('SIGINT');
  const { status, stdout, stderr } = await finished;
  expect(status).toBe(0);
  expect(stderr).toContain(`Backtesting ${shipped.length} indices`);
  // One line, which is what a program waits for.
  expect(stdout.trim().split('\n')).toHaveLength(1);
  expect(JSON.parse(stdout)).toMatchObject({ folder, indices: expect.arrayContaining(['top-20']) });
});
