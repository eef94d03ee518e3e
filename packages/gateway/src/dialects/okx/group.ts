import type { Endpoint, EndpointClass, Product } from '../../dialect/dialect.ts';

const DOCS = 'https://www.okx.com/docs-v5/en/';

/**
 * Endpoints that share method, class, product and documentation section.
 *
 * @param section anchor in the API documentation
 * @param names paths behind `/api/v5/`, separated by blanks
 */
export function group(
  method: 'GET' | 'POST',
  endpointClass: EndpointClass,
  product: Product,
  section: string,
  names: string,
): Endpoint[] {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => ({
      method,
      path: `/api/v5/${name}`,
      class: endpointClass,
      product,
      // A trade endpoint without parameters of its own is of a product that is never allowed.
      ...(endpointClass === 'trade' ? { parameters: [] } : {}),
      docs: `${DOCS}#${section}`,
    }));
}

/** A trade endpoint of spot orders. `parameters` are those of the object, or of each object of the list. */
export function trade(name: string, page: string, parameters: readonly string[]): Endpoint {
  return {
    method: 'POST',
    path: `/api/v5/trade/${name}`,
    class: 'trade',
    product: 'spot',
    parameters,
    docs: `${DOCS}#${page}`,
  };
}
