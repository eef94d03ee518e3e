const DOCS = 'https://www.bitget.com/api-doc/';

/** Address of a page of the documentation. */
export function page(path: string): string {
  return `${DOCS}${path}`;
}
