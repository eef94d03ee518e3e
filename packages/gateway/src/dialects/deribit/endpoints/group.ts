import type { Endpoint, EndpointClass, Product } from '../../../dialect/dialect.ts';
import { API } from '../method.ts';

/**
 * Methods that share class, product and section of the documentation. Each is served by GET and by POST, and either may do
 * anything: `private/withdraw` by GET withdraws.
 *
 * @param section of https://docs.deribit.com/api-reference
 * @param names methods, separated by blanks
 */
export function methods(
  endpointClass: EndpointClass,
  product: Product,
  section: string,
  names: string,
  parameters?: readonly string[],
): Endpoint[] {
  return names
    .trim()
    .split(/\s+/)
    .flatMap((name) =>
      (['GET', 'POST'] as const).map((method) => ({
        method,
        path: `${API}${name}`,
        class: endpointClass,
        product,
        ...(parameters === undefined ? {} : { parameters }),
        docs: `https://docs.deribit.com/api-reference/${section}/${name.replaceAll('/', '-')}`,
      })),
    );
}

/** Public methods, by GET only: what is forwarded without a key has no body. */
export function publicMethods(product: Product, section: string, names: string): Endpoint[] {
  return methods('public', product, section, names).filter(({ method }) => method === 'GET');
}
