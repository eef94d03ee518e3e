import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { inflate } from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Nothing in the browser may talk to the network by itself: what a test sees is the page's doing. */
const QUIET_FLAGS = [
  '--no-sandbox',
  '--disable-setuid-sandbox',
  '--no-zygote',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--disable-gpu',
  '--no-first-run',
  '--no-pings',
  '--font-render-hinting=none',
];

/** A browser of this machine, for systems that the packaged one is not built for. */
const OWN_BROWSER = process.env.HOLDFAST_CHROMIUM;

/** Why there is no browser to test with; null when there is one. */
export const NO_BROWSER: string | null =
  OWN_BROWSER || (process.platform === 'linux' && process.arch === 'x64')
    ? null
    : 'the packaged Chromium is for Linux on x64; HOLDFAST_CHROMIUM can name another';

/**
 * A headless Chromium that needs no system package: binary, libraries and fonts come from the npm package
 * `@sparticuz/chromium` and are unpacked once a checkout and version. `HOLDFAST_CHROMIUM` names another one.
 *
 * @example
 * const browser = await launchBrowser();
 * const page = await browser.newPage();
 */
export async function launchBrowser(): Promise<Browser> {
  if (OWN_BROWSER) return chromium.launch({ executablePath: OWN_BROWSER, args: QUIET_FLAGS, headless: true });
  const home = await unpackedChromium();
  return chromium.launch({
    executablePath: join(home, 'chromium'),
    args: QUIET_FLAGS,
    headless: true,
    env: {
      ...process.env,
      FONTCONFIG_PATH: join(home, 'fonts'),
      LD_LIBRARY_PATH: [join(home, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH ?? '']
        .filter(Boolean)
        .join(':'),
    },
  });
}

/**
 * Folder with the unpacked browser. The package itself unpacks in place and takes a half-written file of another
 * process for a finished one; so this unpacks aside and renames.
 */
async function unpackedChromium(): Promise<string> {
  const packageFolder = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..');
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'));
  // Beside the package rather than in the shared temporary folder, where another user could put a binary first.
  const cache = join(packageFolder, '..', '..', '.cache');
  const home = join(cache, `holdfast-chromium-${version}`);
  if (existsSync(home)) return home;

  await mkdir(cache, { recursive: true });
  const aside = await mkdtemp(`${home}-`);
  const before = process.env.TMPDIR;
  try {
    // The package unpacks into the system's temporary folder and has no other setting for it.
    process.env.TMPDIR = aside;
    const archives = ['chromium.br', 'al2023.tar.br', 'fonts.tar.br', 'swiftshader.tar.br'];
    await Promise.all(archives.map((archive) => inflate(join(packageFolder, 'bin', archive))));
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  await writeFile(join(aside, 'fonts', 'fonts.conf'), fontSettings(home));
  try {
    await rename(aside, home);
  } catch (error) {
    // Another process was first: its folder is as good as ours.
    await rm(aside, { recursive: true, force: true });
    if (!existsSync(home)) throw error;
  }
  return home;
}

/**
 * The package's own settings name folders of another machine. Without any font Chromium crashes on pages that
 * measure one, so these name the fonts that were unpacked, and nothing else: every machine draws the same.
 */
function fontSettings(home: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(home, 'fonts')}</dir>
  <cachedir>${join(home, 'font-cache')}</cachedir>
</fontconfig>
`;
}
