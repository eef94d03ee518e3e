/** Markup that is safe to put into a page: made by `html`, so that every value in it has been escaped. */
export class Html {
  readonly markup: string;

  /** Only for text of our own making; strings from data go through `html`. */
  constructor(markup: string) {
    this.markup = markup;
  }

  toString(): string {
    return this.markup;
  }
}

/** What `html` takes between its markup: text is escaped, `Html` is kept, lists are joined, nothing is nothing. */
export type Content = Html | string | number | null | undefined | false | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text as HTML, for element content and quoted attributes. Characters that HTML forbids (controls, lone
 * surrogates) become U+FFFD, so that hostile names can't break the document.
 *
 * @example
 * escapeHtml('<b title="x">'); // '&lt;b title=&quot;x&quot;&gt;'
 */
export function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\P{Cc}\t\n\r]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/**
 * Template tag for markup. Every value is escaped unless it is `Html` itself; attributes must be quoted.
 *
 * @example
 * html`<td title="${name}">${name}</td>`; // both escaped
 */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  let markup = parts[0];
  for (let i = 0; i < values.length; i++) markup += render(values[i]) + parts[i + 1];
  return new Html(markup);
}

/** One piece of markup from many. */
export function join(contents: readonly Content[]): Html {
  return new Html(contents.map(render).join(''));
}

function render(value: Content): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.markup;
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  let markup = '';
  for (const entry of value) markup += render(entry);
  return markup;
}
