import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { InboundRequest } from '../../../src/http/inbound.ts';
import { Refusal } from '../../../src/refusal.ts';
import { altered, withHeader } from '../../dialect/inbound.ts';
import { FORM, headersOf, NONCE, order, passes, request } from './requests.ts';
import { setup } from './setup.ts';

const buy = request('buy/btcusd/', order());

describe('signatures of Bitstamp', () => {
  it('are for the exchange’s address, or the gateway’s as the client knows it', () => {
    const { gatewayPrefix, path } = buy;
    const signed = (address: string, prefix = gatewayPrefix) =>
      passes(altered(buy, { gatewayPrefix: prefix, headers: headersOf(buy, address) }));
    for (const address of [
      `www.bitstamp.net${path}`,
      `${gatewayPrefix}${path}`,
      `http://${gatewayPrefix}${path}`,
      `https://${gatewayPrefix}${path}`,
    ])
      expect(signed(address), address).toBe(true);
    const other = 'gateway.example:9443/bitstamp/www.bitstamp.net';
    expect(signed(`${other}${path}`, other)).toBe(true);
    for (const address of [
      `https://www.bitstamp.net${path}`,
      `http://www.bitstamp.net${path}`,
      `WWW.bitstamp.net${path}`,
      `www.bitstamp.net:443${path}`,
      `sandbox.bitstamp.net${path}`,
      path,
      `${other}${path}`,
      `127.0.0.1:8080/bitstamp/sandbox.bitstamp.net${path}`,
      `127.0.0.1:8080/kraken/www.bitstamp.net${path}`,
      `127.0.0.1:8080${path}`,
      `www.bitstamp.net/api/v2/sell/btcusd/`,
      `www.bitstamp.net${path}?a=1`,
      `www.bitstamp.net${path.slice(0, -1)}`,
    ])
      expect(signed(address), address).toBe(false);
    for (const prefix of [
      '',
      'evil/x/bitstamp/www.bitstamp.net',
      ' /bitstamp/www.bitstamp.net',
      '127.0.0.1:8080',
    ])
      expect(signed(`${prefix}${path}`, prefix), prefix).toBe(false);
  });

  it('have two spellings: all lower case, and all upper case', () => {
    const signature = new Map(buy.headers).get('X-Auth-Signature') as string;
    const given = (text: string) => passes(withHeader(buy, 'X-Auth-Signature', text));
    expect(given(signature.toUpperCase())).toBe(true);
    const mixed = signature.replace(/[a-f]/, (letter) => letter.toUpperCase());
    for (const text of [
      mixed,
      ` ${signature}`,
      `${signature}0`,
      signature.slice(1),
      '',
      '0'.repeat(64),
      `0x${signature}`,
    ])
      expect(given(text), text).toBe(false);
    expect(given(Buffer.from(signature, 'hex').toString('base64'))).toBe(false);
  });

  it('are the documentation’s example’s', () => {
    // https://www.bitstamp.net/api/#section/Authentication, with a key and a secret of our own.
    const inbound = request('user_transactions/', 'offset=1');
    const { apiKey, secret } = setup.virtual.client;
    const message = `BITSTAMP ${apiKey}POSTwww.bitstamp.net/api/v2/user_transactions/${FORM}${NONCE}${setup.now}v2offset=1`;
    const expected = createHmac('sha256', secret).update(message).digest('hex');
    expect(passes(withHeader(inbound, 'X-Auth-Signature', expected))).toBe(true);
  });

  it('fit no other request that is the same text in a row', () => {
    const nasty = 'application/x-www-form-urlencoded';
    const samples = [
      buy,
      request('balance/', ''),
      request('balance/btcusd/', ''),
      request(`travel_rule/contacts/${NONCE}/`, '', { method: 'GET' }),
      request('cancel_all_orders/', ''),
      request('user_transactions/', `offset=1`),
      request('buy/btcusd/', { ...order(), client_order_id: `${nasty}${NONCE}${setup.now}v2amount` }),
      request('order_status/', {
        client_order_id: `www.bitstamp.net/api/v2/buy/btcusd/${nasty}${NONCE}${setup.now}v2`,
      }),
    ];
    for (const sample of samples) {
      const readings = readingsOf(sample);
      expect(readings, sample.path).toHaveLength(1);
      expect([readings[0].path, readings[0].body]).toEqual([sample.path, sample.body]);
    }
  });
});

/** Every way to cut the signed text into a request that is parsed, verifies, and is in the table. */
function readingsOf(sample: InboundRequest): InboundRequest[] {
  const { apiKey } = setup.virtual.client;
  const [own] = headersOf(sample).filter(([name]) => name === 'X-Auth-Signature');
  const rest = `${sample.method}${sample.host}${sample.path}${sample.body.length > 0 ? FORM : ''}${NONCE}${setup.now}v2${sample.body}`;
  const found: InboundRequest[] = [];
  for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']) {
    if (!rest.startsWith(method)) continue;
    const text = rest.slice(method.length);
    for (const host of [sample.host, `${sample.gatewayPrefix}`]) {
      if (!text.startsWith(host)) continue;
      // Where nonce, time and version could stand: 36, 13 and 2 characters.
      for (let at = host.length + 1; at + 51 <= text.length; at++) {
        const [nonce, time, version] = [
          text.slice(at, at + 36),
          text.slice(at + 36, at + 49),
          text.slice(at + 49, at + 51),
        ];
        for (const type of ['', FORM]) {
          const path = text.slice(host.length, at);
          if (!path.endsWith(type)) continue;
          const target = path.slice(0, path.length - type.length);
          const [bare, query = ''] = target.split('?');
          const changed: InboundRequest = {
            ...sample,
            method,
            path: bare,
            rawQuery: query,
            body: Buffer.from(text.slice(at + 51)),
            headers: [
              ['X-Auth', `BITSTAMP ${apiKey}`],
              own,
              ['X-Auth-Nonce', nonce],
              ['X-Auth-Timestamp', time],
              ['X-Auth-Version', version],
              ...(type === '' ? [] : [['Content-Type', type] as const]),
            ],
          };
          try {
            if (passes(changed)) found.push(changed);
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
        }
      }
    }
  }
  return found;
}
