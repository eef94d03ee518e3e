import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** What went wrong or out while a page was open. */
export interface Incidents {
  readonly errors: string[];
  readonly requests: string[];
}

/**
 * Opens a file in a context of its own, with everything noted that a reader would not see.
 *
 * @example
 * await openFile(browser, '/tmp/report.html', {}, async (page, { errors }) => expect(errors).toEqual([]));
 */
export async function openFile(
  browser: Browser,
  path: string,
  options: BrowserContextOptions,
  use: (page: Page, incidents: Incidents) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const incidents: Incidents = { errors: [], requests: [] };
    page.on('console', (message) => {
      if (message.type() !== 'log') incidents.errors.push(message.text());
    });
    page.on('pageerror', (error) => incidents.errors.push(error.message));
    page.on('request', (request) => incidents.requests.push(request.url()));
    await page.goto(pathToFileURL(path).href);
    await use(page, incidents);
  } finally {
    await context.close();
  }
}
