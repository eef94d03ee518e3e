import { Buffer } from 'node:buffer';
import { createHmac, createSecretKey } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { htx } from '../../../src/dialects/htx/index.ts';
import { htxSignature } from '../../../src/dialects/htx/signed-text.ts';
import type { InboundRequest } from '../../../src/http/inbound.ts';
import { replayDigest } from '../../../src/pipeline/replay-digest.ts';
import { Refusal } from '../../../src/refusal.ts';
import { signParsed } from '../../dialect/conformance.ts';
import { altered, inboundOfOutbound } from '../../dialect/inbound.ts';
import { order, request, SIGNED } from './requests.ts';
import { setup } from './setup.ts';

const AT = Date.UTC(2025, 9, 9, 8, 53, 20);
const ACCOUNTS = 'v1/account/accounts';
const stamped = (text: string) =>
  request('GET', ACCOUNTS, { query: SIGNED.replace('2025-10-09T08%3A53%3A20', encodeURIComponent(text)) });

describe('parsing a request to HTX', () => {
  it('reads who signed and when', () =>
    expect(htx.parse(request('GET', ACCOUNTS)).signature).toEqual({
      keyId: 'virtual',
      timestamp: AT,
      nonce: null,
      windowMs: null,
    }));

  it('knows a request without any credential', () =>
    expect(htx.parse(request('GET', 'v1/common/symbols', { query: '' })).signature).toBeNull());

  it.each([
    '',
    '2025-10-09T08:53:20Z',
    '2025-10-09T08:53:20.123',
    '2025-10-09T08:53:20+00:00',
    '2025-10-09 08:53:20',
    '2025-10-9T08:53:20',
    '2025-02-30T08:53:20',
    '2025-10-09T24:00:00',
    '2025-10-09T08:53:60',
    '+002025-10-09T08:53:20',
    '2025-10-09t08:53:20',
    '1760000000',
    '２025-10-09T08:53:20',
  ])('refuses the timestamp "%s"', (text) => expect(() => htx.parse(stamped(text))).toThrow(Refusal));

  it.each(['AccessKeyId', 'Timestamp', 'Signature', 'SignatureMethod', 'SignatureVersion'])(
    'refuses a signature without %s',
    (name) => {
      const query = SIGNED.split('&')
        .filter((part) => !part.startsWith(`${name}=`))
        .join('&');
      expect(() => htx.parse(request('GET', ACCOUNTS, { query }))).toThrow(
        expect.objectContaining({ reason: 'malformed' }),
      );
    },
  );

  it.each([
    ['another method', SIGNED.replace('HmacSHA256', 'Ed25519')],
    ['no hash at all', SIGNED.replace('HmacSHA256', 'none')],
    ['another version', SIGNED.replace('SignatureVersion=2', 'SignatureVersion=2.1')],
    ['a key id of strange letters', SIGNED.replace('virtual', 'a%20b')],
    ['a parameter twice', `${SIGNED}&AccessKeyId=other`],
    ['a signature twice', `Signature=eA%3D%3D&${SIGNED}`],
    ['an id in another case', `${SIGNED}&accesskeyid=other`],
    ['an id in another encoding', `${SIGNED}&%41ccessKeyId=other`],
    ['a signature in another case', `${SIGNED}&signature=other`],
    ['an old kind of signature', `${SIGNED}&PrivateSignature=other`],
    ['a time in another case', `${SIGNED}&timestamp=1`],
    ['the key id in another parameter', `${SIGNED}&x=virtual`],
    ['the signature in another parameter', `${SIGNED}&x=xc2lnx`],
    ['an escape in lower case', SIGNED.replaceAll('%3A', '%3a')],
    ['an escape left out', SIGNED.replaceAll('%3A', ':')],
    ['a needless escape', SIGNED.replace('virtual', '%76irtual')],
    ['a plus for a blank', `${SIGNED}&x=a+b`],
    ['a double encoding', `${SIGNED}&x=%2531`],
    ['an ampersand at the end', `${SIGNED}&`],
  ])('refuses %s', (_, query) =>
    expect(() => htx.parse(request('GET', ACCOUNTS, { query }))).toThrow(
      expect.objectContaining({ reason: 'malformed' }),
    ),
  );

  const headers: InboundRequest['headers'] = [['Content-Type', 'application/json']];
  it.each([
    ['a body of a GET', request('GET', ACCOUNTS, { body: {} })],
    [
      'a JSON name twice',
      request('POST', 'v1/order/orders/place', { body: '{"amount":"1","amount":"100"}' }),
    ],
    ['__proto__', request('POST', 'v1/order/orders/place', { body: '{"__proto__":{"amount":"1"}}' })],
    ['text behind the JSON', request('POST', 'v1/order/orders/place', { body: '{} {}' })],
    ['a JSON string', request('POST', 'v1/order/orders/place', { body: '"{}"' })],
    [
      'an encoded body',
      request('POST', 'v1/order/orders/place', {
        body: order(),
        more: { headers: [...headers, ['Content-Encoding', 'gzip']] },
      }),
    ],
    [
      'a form',
      request('POST', 'v1/order/orders/place', {
        body: 'amount=1',
        more: { headers: [['Content-Type', 'application/x-www-form-urlencoded']] },
      }),
    ],
    ['no content type', request('POST', 'v1/order/orders/place', { body: {}, more: { headers: [] } })],
  ])('refuses %s', (_, inbound) =>
    expect(() => htx.parse(inbound)).toThrow(expect.objectContaining({ reason: 'malformed' })),
  );
});

describe('signing for HTX', () => {
  const key = createSecretKey(Buffer.from('b0xxxxxx-c6xxxxxx-94xxxxxx-dxxxx'));
  test('is made of method, host, path and the ordered query', () => {
    // The text is the one of "HmacSHA256 Signature Method" of the documentation; its result there is another secret's.
    const text =
      'GET\napi.huobi.pro\n/v1/order/orders\nAccessKeyId=e2xxxxxx-99xxxxxx-84xxxxxx-7xxxx&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=2017-05-11T15%3A19%3A30&order-id=1234567890';
    const pairs = Object.entries({
      'order-id': '1234567890',
      Timestamp: '2017-05-11T15:19:30',
      SignatureVersion: '2',
      SignatureMethod: 'HmacSHA256',
      AccessKeyId: 'e2xxxxxx-99xxxxxx-84xxxxxx-7xxxx',
    }).map(([name, value]) => ({ name, value }));
    expect(htxSignature(key, { method: 'GET', host: 'api.huobi.pro', path: '/v1/order/orders' }, pairs)).toBe(
      createHmac('sha256', key).update(text).digest('base64'),
    );
  });

  const outbound = signParsed(setup, htx.parse(request('POST', 'v1/order/orders/place', { body: order() })));
  const received = inboundOfOutbound(outbound, 'htx', setup.now);
  const verifies = (inbound: InboundRequest) => htx.verify(htx.parse(inbound), setup.real.virtual);

  it('leaves nothing of the client’s but path and body', () => {
    expect(outbound.headers).toEqual([['Content-Type', 'application/json']]);
    expect(outbound.target).toMatch(
      /^\/v1\/order\/orders\/place\?AccessKeyId=[0-9a-f-]+&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=2025-10-09T08%3A53%3A20&Signature=[A-Za-z0-9%]+$/,
    );
  });

  it('does not cover the body, which is why it is good once', () => {
    const other = altered(received, { body: Buffer.from(JSON.stringify(order({ amount: '9' }))) });
    expect(verifies(received)).toBe(true);
    expect(verifies(other)).toBe(true);
    expect(htx.uncovered).toEqual(['body']);
    expect(replayDigest(htx.parse(other), htx)).toEqual(replayDigest(htx.parse(received), htx));
  });

  it('is no other path’s, and no other second’s replay', () => {
    const batch = request('POST', 'v1/order/batch-orders', { body: [order()] });
    const place = request('POST', 'v1/order/orders/place', { body: order() });
    const later = altered(place, { rawQuery: SIGNED.replace('3A20', '3A21') });
    const digests = [batch, place, later].map((one) => replayDigest(htx.parse(one), htx).toString('hex'));
    expect(new Set(digests).size).toBe(3);
  });

  it.each([
    ['the exchange’s own', 'api.huobi.pro', '/v1/account/accounts', true],
    ['the gateway’s, as the client saw it', '127.0.0.1:8080', '/htx/api.huobi.pro/v1/account/accounts', true],
    ['the gateway’s without its port', '127.0.0.1', '/htx/api.huobi.pro/v1/account/accounts', true],
    ['the gateway’s with the exchange’s path', '127.0.0.1:8080', '/v1/account/accounts', false],
    [
      'the exchange’s with the gateway’s path',
      'api.huobi.pro',
      '/htx/api.huobi.pro/v1/account/accounts',
      false,
    ],
    ['another host of the exchange', 'api-aws.huobi.pro', '/v1/account/accounts', false],
    ['another host behind the gateway', '127.0.0.1:8080', '/htx/api.hbdm.com/v1/account/accounts', false],
    [
      'another exchange behind the gateway',
      '127.0.0.1:8080',
      '/okx/api.huobi.pro/v1/account/accounts',
      false,
    ],
    ['another gateway', '127.0.0.1:8081', '/htx/api.huobi.pro/v1/account/accounts', false],
    ['none', '', '/v1/account/accounts', false],
    ['the exchange’s in capitals', 'API.HUOBI.PRO', '/v1/account/accounts', false],
  ])('for %s host: %s%s is accepted: %s', (_, host, path, accepted) => {
    const pairs = Object.entries({
      AccessKeyId: setup.real.client.apiKey,
      SignatureMethod: 'HmacSHA256',
      SignatureVersion: '2',
      Timestamp: '2025-10-09T08:53:20',
    }).map(([name, value]) => ({ name, value }));
    const signature = htxSignature(setup.real.real.key, { method: 'GET', host, path }, pairs);
    const query = [...pairs, { name: 'Signature', value: signature }]
      .map(({ name, value }) => `${name}=${encodeURIComponent(value)}`)
      .join('&');
    expect(verifies(request('GET', ACCOUNTS, { query }))).toBe(accepted);
  });

  it('takes no gateway’s host that isn’t one', () => {
    for (const gatewayPrefix of ['', 'evil.example/x', 'a b/htx/api.huobi.pro', '/htx/api.huobi.pro'])
      expect(verifies(altered(received, { gatewayPrefix })), gatewayPrefix).toBe(true);
  });

  it('takes no signature but the one text of it', () => {
    const sign = /Signature=([^&]+)$/.exec(outbound.target)?.[1] ?? '';
    const raw = decodeURIComponent(sign);
    for (const other of [raw.toLowerCase(), raw.slice(0, -1), `${raw}=`, raw.replace(/^./, ''), ` ${raw}`])
      expect(
        verifies(
          altered(received, {
            rawQuery: received.rawQuery.replace(
              `Signature=${sign}`,
              `Signature=${encodeURIComponent(other)}`,
            ),
          }),
        ),
        other,
      ).toBe(false);
  });

  it('covers the query in whatever order it stands', () => {
    const read = signParsed(
      setup,
      htx.parse(request('GET', 'v1/order/openOrders', { query: `symbol=btcusdt&size=5&${SIGNED}` })),
    );
    const inbound = inboundOfOutbound(read, 'htx', setup.now);
    const swapped = altered(inbound, { rawQuery: inbound.rawQuery.split('&').reverse().join('&') });
    expect(verifies(swapped)).toBe(true);
    expect(htx.parse(swapped).query).toEqual(htx.parse(inbound).query);
    for (const changed of [
      inbound.rawQuery.replace('size=5', 'size=500'),
      inbound.rawQuery.replace('&size=5', ''),
      `${inbound.rawQuery}&side=buy`,
    ])
      expect(verifies(altered(inbound, { rawQuery: changed }))).toBe(false);
  });

  it('refuses a form', () => {
    const { inbound, query } = htx.parse(request('POST', 'v1/order/orders/place', { body: order() }));
    const { method, host, path } = inbound;
    const body = { kind: 'form', pairs: [] } as const;
    const stamp = { now: setup.now, nonce: 0n, random: '' };
    expect(() => htx.sign({ method, host, path, query, body }, setup.real.real, stamp)).toThrow(Refusal);
  });
});
