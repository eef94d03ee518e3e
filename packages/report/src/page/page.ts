import { createHash } from 'node:crypto';
import { type Content, Html, html } from '../html/html.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

/** A part of a page with a heading and a place in its contents. */
export interface Section {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  readonly content: Content;
}

/** A whole page. */
export interface PageOptions {
  readonly title: string;
  /** Above the sections, with the page's `h1`. */
  readonly intro: Content;
  readonly sections: readonly Section[];
  /** Where the link to the overview leads; null when there is no overview. */
  readonly overviewHref?: string | null;
  /** What that link says; "All indices" when left out. */
  readonly overviewLabel?: string;
  /** The page loads itself anew after so many seconds; never when left out. */
  readonly refreshSeconds?: number | null;
  readonly footer?: Content;
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('base64');

/** Nothing may load, connect, frame or submit; only this style sheet and this script run, known by their hashes. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${sha256(STYLE)}'`,
  `script-src 'sha256-${sha256(SCRIPT)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The document around sections: one file that needs no other. */
export function page(options: PageOptions): string {
  const { title, sections } = options;
  const contents = sections.length > 2;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">${
    options.refreshSeconds ? html`\n<meta http-equiv="refresh" content="${options.refreshSeconds}">` : null
  }
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="top"><span class="brand">Holdfast</span>${
    options.overviewHref
      ? html`<nav aria-label="Pages"><a href="${safeHref(options.overviewHref)}">${options.overviewLabel ?? 'All indices'}</a></nav>`
      : null
  }<button type="button" data-theme-button hidden>Dark theme</button></header>
<div class="sheet${contents ? ' with-contents' : ''}">
${
  contents
    ? html`<nav class="contents" aria-label="Contents"><ol>${sections.map(
        (section) => html`<li><a href="#${section.id}">${section.title}</a></li>`,
      )}</ol></nav>`
    : null
}
<main id="main" tabindex="-1">
<section class="intro" aria-label="Summary">${options.intro}</section>
${sections.map(
  (
    section,
  ) => html`<section id="${section.id}" aria-labelledby="${section.id}-h"><h2 id="${section.id}-h">${section.title}</h2>
${section.content}</section>
`,
)}</main>
</div>
<footer>${options.footer ?? 'Made by Holdfast. Past results of a backtest say little about the future.'}</footer>
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`.markup;
}

/** A link that stays beside this file; anything with a scheme or a host becomes a link to nowhere. */
export function safeHref(href: string): string {
  return /^(?![/\\])[^:\\\s]+$/.test(href) && !href.includes('//') ? href : '#';
}
