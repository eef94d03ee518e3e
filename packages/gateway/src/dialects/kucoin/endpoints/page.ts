const DOCS = 'https://www.kucoin.com/docs-new/';

/** Address of a page of the documentation. */
export function page(path: string): string {
  return `${DOCS}${path}`;
}
