import { describe, expect, it } from 'vitest';
import { clientAddresses } from '../../src/dialect/client-address.ts';

const inbound = {
  host: 'api.a.example',
  path: '/v1/orders',
  gatewayPrefix: '127.0.0.1:8080/bitstamp/api.a.example',
};

describe('the addresses that a client may have signed', () => {
  it('are the exchange’s, and the gateway’s as the client wrote it', () =>
    expect(clientAddresses(inbound, 'bitstamp')).toEqual([
      'api.a.example/v1/orders',
      '127.0.0.1:8080/bitstamp/api.a.example/v1/orders',
      'http://127.0.0.1:8080/bitstamp/api.a.example/v1/orders',
      'https://127.0.0.1:8080/bitstamp/api.a.example/v1/orders',
    ]));

  it.each(['gateway', 'gateway.example', '[::1]:8080', '10.0.0.1'])('may begin with %s', (authority) =>
    expect(
      clientAddresses({ ...inbound, gatewayPrefix: `${authority}/bitstamp/api.a.example` }, 'bitstamp'),
    ).toHaveLength(4),
  );

  it.each([
    '',
    'api.a.example',
    '/bitstamp/api.a.example',
    'evil/x/bitstamp/api.a.example',
    'evil/bitstamp/api.a.example/v1/x/bitstamp/api.a.example',
    'gate way/bitstamp/api.a.example',
    'user@gateway/bitstamp/api.a.example',
    'gateway?/bitstamp/api.a.example',
    'gateway/kraken/api.a.example',
    'gateway/bitstamp/api.b.example',
    'gateway/bitstamp/api.a.example/',
    'gateway/Bitstamp/api.a.example',
  ])('are the exchange’s alone behind the Host of "%s"', (gatewayPrefix) =>
    expect(clientAddresses({ ...inbound, gatewayPrefix }, 'bitstamp')).toEqual(['api.a.example/v1/orders']),
  );
});
