import type { Endpoint, EndpointClass, Product } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';

const DOCS = 'https://www.gate.com/docs/developers/apiv4/en/';
const PREFIX = '/api/v4/';

/**
 * Endpoints that share class, product and section of the documentation.
 *
 * @param section anchor in the API documentation
 * @param lines one method a line, as `endpointGroup` takes them, behind `/api/v4/`
 */
export function group(
  endpointClass: EndpointClass,
  product: Product,
  section: string,
  lines: string,
): Endpoint[] {
  const common = { class: endpointClass, product, docs: `${DOCS}#${section}` };
  return endpointGroup(common, PREFIX, lines);
}

/** An endpoint that trades spot; `parameters` are those of query and body, and of each object of a list. */
export function trade(
  method: Endpoint['method'],
  name: string,
  section: string,
  parameters: readonly string[],
): Endpoint {
  return {
    method,
    path: `${PREFIX}${name}`,
    class: 'trade',
    product: 'spot',
    parameters,
    docs: `${DOCS}#${section}`,
  };
}
