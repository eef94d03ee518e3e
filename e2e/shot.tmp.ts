import { launchBrowser } from './browser.ts';
const browser = await launchBrowser();
if (!browser) throw new Error('no browser');
for (const [name, width, dark] of [['index', 1440, false], ['portfolio-growth', 1440, false], ['portfolio-cautious', 1440, true], ['index', 390, false]] as const) {
  const ctx = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: dark ? 'dark' : 'light' });
  const page = await ctx.newPage();
  await page.goto(`file:///tmp/demo/reports/demo/${name}.html`);
  await page.screenshot({ path: `/tmp/shot-${name}-${width}.png`, clip: { x: 0, y: 0, width, height: 1500 }, fullPage: true });
  await ctx.close();
}
await browser.close();
