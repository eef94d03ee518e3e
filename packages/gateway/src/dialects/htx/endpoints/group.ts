import type { Endpoint, EndpointClass, Product } from '../../../dialect/dialect.ts';
import { endpointGroup } from '../../../dialect/endpoint-group.ts';
import { contractHosts, spotHosts } from '../hosts.ts';

const DOCS = 'https://www.htx.com/en-us/opend/newApiPages/';

/** Endpoints of the spot hosts that share class and product; one method a line. */
export function group(endpointClass: EndpointClass, product: Product, lines: string): Endpoint[] {
  return endpointGroup({ class: endpointClass, product, hosts: spotHosts, docs: DOCS }, '/', lines);
}

/** The same of the contract hosts. */
export function contracts(endpointClass: EndpointClass, lines: string, product: Product = 'derivative') {
  return endpointGroup({ class: endpointClass, product, hosts: contractHosts, docs: DOCS }, '/', lines);
}

/** An endpoint that trades spot; `parameters` are those of the body, and of each object of a list. */
export function trade(path: string, parameters: readonly string[]): Endpoint {
  return {
    method: 'POST',
    path: `/${path}`,
    hosts: spotHosts,
    class: 'trade',
    product: 'spot',
    parameters,
    docs: DOCS,
  };
}
