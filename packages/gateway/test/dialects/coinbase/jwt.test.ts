import { Buffer } from 'node:buffer';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64Url } from '../../../src/dialect/base64url.ts';
import { coinbase } from '../../../src/dialects/coinbase/index.ts';
import { Refusal } from '../../../src/refusal.ts';
import {
  base64url,
  ed25519,
  ed25519Secret,
  es256,
  es256Secret,
  KEY_ID,
  NOW_S,
  order,
  passes,
  post,
  signatureOf,
  signedPart,
  tokenOf,
  withToken,
} from './requests.ts';

const ORDERS = 'POST api.coinbase.com/api/v3/brokerage/orders';
const ORDER_OF_P256 = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const ORDER_OF_ED25519 = 2n ** 252n + 27742317777372353535851937790883648493n;

const refusal = (rule: string) => expect.objectContaining({ reason: 'malformed', rule });
const numberOf = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
const bytesOf = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');

describe('a JWT to Coinbase', () => {
  it('passes with ES256 and with EdDSA', () => {
    expect(passes(withToken(tokenOf()))).toBe(true);
    const edwards = tokenOf({ header: { alg: 'EdDSA' } }, ed25519.privateKey);
    expect(passes(withToken(edwards), ed25519Secret)).toBe(true);
  });

  it('tells key, time, nonce and window', () => {
    expect(coinbase.parse(withToken(tokenOf({ claims: { exp: NOW_S + 30 } }))).signature).toEqual({
      keyId: KEY_ID,
      timestamp: NOW_S * 1000,
      nonce: '0123456789abcdef',
      windowMs: 30_000,
    });
  });

  it.each([
    ['no typ', { header: { typ: undefined } }],
    ['the claims of newer libraries', { claims: { uri: undefined, uris: [ORDERS], iat: NOW_S } }],
    ['the audience of either library', { claims: { aud: ['cdp_service'], iss: 'coinbase-cloud' } }],
  ])('passes with %s', (_, parts) => expect(passes(withToken(tokenOf(parts)))).toBe(true));

  it.each([
    'POST api.coinbase.com/api/v3/brokerage/orders',
    'POST 127.0.0.1:8080/coinbase/api.coinbase.com/api/v3/brokerage/orders',
    'POST http://127.0.0.1:8080/coinbase/api.coinbase.com/api/v3/brokerage/orders',
    'POST https://127.0.0.1:8080/coinbase/api.coinbase.com/api/v3/brokerage/orders',
  ])('passes for the uri %s', (uri) => expect(passes(withToken(tokenOf({ claims: { uri } })))).toBe(true));
});

describe('attack: another algorithm', () => {
  it.each([
    'none',
    'None',
    'HS256',
    'HS512',
    'RS256',
    'ES384',
    'ES256K',
    'PS256',
    'es256',
    'EDDSA',
    '',
    null,
    1,
  ])('alg %s is refused', (alg) =>
    expect(() => passes(withToken(tokenOf({ header: { alg } })))).toThrow(refusal('alg')),
  );

  it('alg none with an empty signature is refused', () => {
    expect(() => passes(withToken(`${signedPart({ header: { alg: 'none' } })}.`))).toThrow(
      refusal('authorization'),
    );
  });

  it('HS256 with the public key as the secret is refused, also when it calls itself ES256', () => {
    const forms = [
      es256.publicKey.export({ type: 'spki', format: 'pem' }),
      es256.publicKey.export({ type: 'spki', format: 'der' }),
    ];
    for (const secret of forms) {
      for (const hash of ['sha256', 'sha512']) {
        const text = signedPart();
        const mac = createHmac(hash, secret).update(text).digest();
        expect(() =>
          passes(withToken(`${signedPart({ header: { alg: 'HS256' } })}.${base64url(mac)}`)),
        ).toThrow(Refusal);
        if (mac.length === 64) expect(passes(withToken(`${text}.${base64url(mac)}`))).toBe(false);
      }
    }
  });

  it('a good signature under the other algorithm’s name doesn’t pass', () => {
    expect(passes(withToken(tokenOf({ header: { alg: 'EdDSA' } })))).toBe(false);
    const edwards = tokenOf({ header: { alg: 'ES256' } }, ed25519.privateKey);
    expect(passes(withToken(edwards), ed25519Secret)).toBe(false);
  });

  it('an ES256 token doesn’t pass for an Ed25519 key, nor the other way round', () => {
    expect(passes(withToken(tokenOf()), ed25519Secret)).toBe(false);
    expect(passes(withToken(tokenOf({ header: { alg: 'EdDSA' } }, ed25519.privateKey)), es256Secret)).toBe(
      false,
    );
  });

  it('a key on another curve verifies nothing', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    const token = tokenOf({}, other.privateKey);
    expect(passes(withToken(token), { ...es256Secret, key: other.publicKey })).toBe(false);
  });

  it('a private key in place of the public one verifies nothing', () => {
    expect(passes(withToken(tokenOf()), { ...es256Secret, key: es256.privateKey })).toBe(false);
  });

  it.each(['jwk', 'jku', 'x5c', 'x5u', 'crit', 'b64', 'cty', 'zip', 'alg2', 'Alg'])(
    'the header %s is refused: a token brings no key of its own',
    (name) =>
      expect(() => passes(withToken(tokenOf({ header: { [name]: 'x' } })))).toThrow(
        refusal('unknown header'),
      ),
  );
});

describe('attack: another key’s name', () => {
  const other = KEY_ID.replace('aaaa', 'bbbb');

  it.each([
    ['kid alone', { header: { kid: other } }],
    ['sub alone', { claims: { sub: other } }],
    ['no kid', { header: { kid: undefined } }],
    ['no sub', { claims: { sub: undefined } }],
    ['neither', { header: { kid: undefined }, claims: { sub: undefined } }],
    ['lists', { header: { kid: [KEY_ID] }, claims: { sub: [KEY_ID] } }],
    ['upper case', { header: { kid: KEY_ID.toUpperCase() }, claims: { sub: KEY_ID.toUpperCase() } }],
    ['a line break behind', { header: { kid: `${KEY_ID}\n` }, claims: { sub: `${KEY_ID}\n` } }],
    ['a path', { header: { kid: `${KEY_ID}/../x` }, claims: { sub: `${KEY_ID}/../x` } }],
  ])('%s is refused', (_, parts) =>
    expect(() => passes(withToken(tokenOf(parts)))).toThrow(refusal('kid and sub')),
  );
});

describe('attack: a token for longer, or for another time', () => {
  it.each([
    ['a second too long', { exp: NOW_S + 121 }],
    ['a year', { exp: NOW_S + 31_536_000 }],
    ['no time at all', { exp: NOW_S }],
    ['ends before it begins', { exp: NOW_S - 1 }],
    ['no exp', { exp: undefined }],
    ['text', { exp: String(NOW_S + 60) }],
    ['milliseconds', { exp: (NOW_S + 60) * 1000 }],
    ['a fraction', { exp: NOW_S + 60.5 }],
    ['null', { exp: null }],
  ])('exp: %s is refused', (_, claims) =>
    expect(() => passes(withToken(tokenOf({ claims })))).toThrow(refusal('exp')),
  );

  it.each([undefined, String(NOW_S), NOW_S * 1000, -NOW_S, 0, null, [NOW_S]])('nbf %s is refused', (nbf) =>
    expect(() => passes(withToken(tokenOf({ claims: { nbf } })))).toThrow(refusal('nbf')),
  );

  it('a number with an exponent is refused', () => {
    const claims = JSON.stringify({ sub: KEY_ID, iss: 'cdp', nbf: 0, exp: NOW_S + 60, uri: 'x' });
    const header = signedPart().split('.')[0];
    const text = `${header}.${base64url(claims.replace('"nbf":0', '"nbf":1.76e9'))}`;
    expect(() => passes(withToken(`${text}.${base64url(signatureOf(text))}`))).toThrow(refusal('nbf'));
  });

  it('iat after exp is refused', () => {
    expect(() => passes(withToken(tokenOf({ claims: { iat: NOW_S + 121 } })))).toThrow(refusal('iat'));
  });

  it('a token of yesterday keeps its own time, for the freshness check to refuse', () => {
    const claims = { nbf: NOW_S - 86_400, exp: NOW_S - 86_280 };
    const { signature } = coinbase.parse(withToken(tokenOf({ claims })));
    expect(signature).toMatchObject({ timestamp: (NOW_S - 86_400) * 1000, windowMs: 120_000 });
  });
});

describe('attack: a token for something else', () => {
  it.each([
    ['another path', 'POST api.coinbase.com/api/v3/brokerage/orders/preview'],
    ['a longer path', 'POST api.coinbase.com/api/v3/brokerage/orders/'],
    ['a shorter path', 'POST api.coinbase.com/api/v3/brokerage/order'],
    ['another method', 'GET api.coinbase.com/api/v3/brokerage/orders'],
    ['a method in lower case', 'post api.coinbase.com/api/v3/brokerage/orders'],
    ['another host', 'POST api.cdp.coinbase.com/api/v3/brokerage/orders'],
    ['a host in upper case', 'POST API.coinbase.com/api/v3/brokerage/orders'],
    ['the sandbox', 'POST api-sandbox.coinbase.com/api/v3/brokerage/orders'],
    ['no host', 'POST /api/v3/brokerage/orders'],
    ['another gateway', 'POST 10.0.0.1:8080/coinbase/api.coinbase.com/api/v3/brokerage/orders'],
    ['another exchange of this gateway', 'POST 127.0.0.1:8080/okx/api.coinbase.com/api/v3/brokerage/orders'],
    ['a scheme before the own host', 'POST https://api.coinbase.com/api/v3/brokerage/orders'],
    ['a query', 'POST api.coinbase.com/api/v3/brokerage/orders?x=1'],
    ['two blanks', 'POST  api.coinbase.com/api/v3/brokerage/orders'],
    ['nothing', ''],
  ])('the uri of %s doesn’t pass', (_, uri) =>
    expect(passes(withToken(tokenOf({ claims: { uri } })))).toBe(false),
  );

  it('no made-up Host header turns a token for one path into one for another', () => {
    const uri = 'POST evil/coinbase/api.coinbase.com/v2/x/coinbase/api.coinbase.com/api/v3/brokerage/orders';
    const gatewayPrefix = 'evil/coinbase/api.coinbase.com/v2/x/coinbase/api.coinbase.com';
    expect(passes(withToken(tokenOf({ claims: { uri } }), { gatewayPrefix }))).toBe(false);
  });

  it.each([
    ['none', { uri: undefined }],
    ['both spellings', { uris: [ORDERS] }],
    ['two', { uri: undefined, uris: [ORDERS, 'GET x'] }],
    ['an empty list', { uri: undefined, uris: [] }],
    ['uri as a list', { uri: [ORDERS] }],
    ['uris as text', { uri: undefined, uris: ORDERS }],
    ['null', { uri: null }],
  ])('%s: refused', (_, claims) =>
    expect(() => passes(withToken(tokenOf({ claims })))).toThrow(refusal('uri')),
  );

  it.each([
    ['iss', { iss: 'somebody' }],
    ['iss', { iss: undefined }],
    ['aud', { aud: ['other_service'] }],
    ['aud', { aud: ['cdp_service', 'other_service'] }],
    ['aud', { aud: 'cdp_service' }],
  ])('a wrong %s is refused', (rule, claims) =>
    expect(() => passes(withToken(tokenOf({ claims })))).toThrow(refusal(rule)),
  );

  it('whatever claim isn’t known is refused', () => {
    const known = ['aud', 'exp', 'iat', 'iss', 'nbf', 'sub', 'uri', 'uris', '__proto__'];
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (name) => {
        fc.pre(!known.includes(name));
        expect(() => passes(withToken(tokenOf({ claims: { [name]: 1 } })))).toThrow(Refusal);
      }),
      { numRuns: 100 },
    );
  });
});

describe('attack: two readings of one token', () => {
  const rewritten = (change: (header: string, claims: string) => readonly [string, string]) => {
    const [header, claims] = signedPart()
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString());
    const text = change(header, claims).map(base64url).join('.');
    return withToken(`${text}.${base64url(signatureOf(text))}`);
  };

  it.each([
    ['alg', (h: string, c: string) => [h.replace('{', '{"alg":"none",'), c] as const],
    ['kid', (h: string, c: string) => [h.replace('{', '{"kid":"x",'), c] as const],
    ['nonce', (h: string, c: string) => [h.replace('{', '{"nonce":"12345678",'), c] as const],
    ['sub', (h: string, c: string) => [h, c.replace('{', '{"sub":"x",')] as const],
    ['exp', (h: string, c: string) => [h, c.replace('}', `,"exp":${NOW_S + 9e6}}`)] as const],
    ['uri', (h: string, c: string) => [h, c.replace('}', ',"uri":"GET x"}')] as const],
    ['an escaped sub', (h: string, c: string) => [h, c.replace('}', ',"\\u0073ub":"x"}')] as const],
  ])('a duplicate %s is refused', (_, change) =>
    expect(() => passes(rewritten(change))).toThrow(refusal('duplicate JSON name')),
  );

  it.each([
    ['text behind', (h: string, c: string) => [h, `${c}{}`] as const],
    ['a list', (h: string, c: string) => [h, `[${c}]`] as const],
    ['__proto__', (h: string, c: string) => [h, c.replace('{', '{"__proto__":{},')] as const],
    ['a byte order mark', (h: string, c: string) => [`\ufeff${h}`, c] as const],
    ['a comment', (h: string, c: string) => [h, c.replace('{', '{/**/')] as const],
    ['no JSON', (h: string) => [h, 'claims'] as const],
  ])('%s is refused', (_, change) => expect(() => passes(rewritten(change))).toThrow(Refusal));

  it('bytes that are no UTF-8 are refused', () => {
    const text = `${signedPart().split('.')[0]}.${base64url(Buffer.from([0x7b, 0xff, 0x7d]))}`;
    expect(() => passes(withToken(`${text}.${base64url(signatureOf(text))}`))).toThrow(
      refusal('invalid UTF-8'),
    );
  });

  it('base64url has one spelling: padding, other alphabets and set spare bits are refused', () => {
    const [header, claims, signature] = tokenOf().split('.');
    const last = signature.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // 64 bytes leave four spare bits in the last of 86 letters: fifteen other letters decode to the same bytes.
    const spare = Array.from({ length: 15 }, (_, i) => alphabet[(alphabet.indexOf(last) & 0x30) | (i + 1)]);
    for (const letter of spare) {
      const changed = signature.slice(0, -1) + letter;
      expect(Buffer.from(changed, 'base64url')).toEqual(Buffer.from(signature, 'base64url'));
      expect(() => passes(withToken(`${header}.${claims}.${changed}`))).toThrow(refusal('base64url'));
    }
    for (const changed of [
      `${signature}==`,
      `${signature}A`,
      ` ${signature}`,
      `${signature.slice(0, -1)}+`,
    ]) {
      expect(() => passes(withToken(`${header}.${claims}.${changed}`))).toThrow(Refusal);
    }
    expect(() => passes(withToken(`${header}=.${claims}.${signature}`))).toThrow(Refusal);
  });

  it('only the text that encoding gives decodes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        fc.string({ maxLength: 60 }),
        (bytes, other) => {
          const text = base64url(bytes);
          expect(decodeBase64Url(text)).toEqual(Buffer.from(bytes));
          const decoded = decodeBase64Url(other);
          if (decoded !== null) expect(base64url(decoded)).toBe(other);
        },
      ),
    );
  });

  it.each([
    ['four parts', `${tokenOf()}.x`],
    ['two parts', signedPart()],
    ['an encrypted token’s five parts', `${tokenOf()}.x.y`],
    ['JSON serialization', JSON.stringify({ payload: 'x', signatures: [] })],
    ['nothing', ''],
    ['a uri of 4,000 letters', tokenOf({ claims: { uri: 'x'.repeat(4000) } })],
  ])('%s: refused', (_, token) => expect(() => passes(withToken(token))).toThrow(refusal('authorization')));

  it.each(['bearer ', 'Bearer  ', 'Basic ', '', 'Bearer\t'])('the scheme "%s" is refused', (scheme) =>
    expect(() =>
      passes(post('orders', order(), { headers: [['Authorization', `${scheme}${tokenOf()}`]] })),
    ).toThrow(refusal('authorization')),
  );

  it('two Authorization headers are refused', () => {
    const line = ['Authorization', `Bearer ${tokenOf()}`] as const;
    expect(() => passes(post('orders', order(), { headers: [line, line] }))).toThrow(
      refusal('duplicate header'),
    );
  });
});

describe('attack: another signature for the same token', () => {
  it('DER instead of r and s is refused', () => {
    const text = signedPart();
    const der = sign('sha256', Buffer.from(text), es256.privateKey);
    expect(der.length).toBeGreaterThan(64);
    expect(() => passes(withToken(`${text}.${base64url(der)}`))).toThrow(refusal('authorization'));
  });

  it.each([
    ['all zero', () => Buffer.alloc(64)],
    ['r zero', (s: Buffer) => Buffer.concat([Buffer.alloc(32), s.subarray(32)])],
    ['s zero', (s: Buffer) => Buffer.concat([s.subarray(0, 32), Buffer.alloc(32)])],
    ['all ones', () => Buffer.alloc(64, 0xff)],
    ['r and s the order of the curve', () => Buffer.concat([bytesOf(ORDER_OF_P256), bytesOf(ORDER_OF_P256)])],
    ['s and r exchanged', (s: Buffer) => Buffer.concat([s.subarray(32), s.subarray(0, 32)])],
    ['a bit flipped', (s: Buffer) => Buffer.concat([s.subarray(0, 63), Buffer.from([s[63] ^ 1])])],
  ])('%s doesn’t pass', (_, change) => {
    const text = signedPart();
    expect(passes(withToken(`${text}.${base64url(change(signatureOf(text)))}`))).toBe(false);
  });

  it('(r, n − s) is a signature too, and has the same key, time and nonce: the same replay', () => {
    const text = signedPart();
    const signature = signatureOf(text);
    const mirrored = Buffer.concat([
      signature.subarray(0, 32),
      bytesOf(ORDER_OF_P256 - numberOf(signature.subarray(32))),
    ]);
    const [first, second] = [signature, mirrored].map((one) => withToken(`${text}.${base64url(one)}`));
    expect(passes(first) && passes(second)).toBe(true);
    expect(first.headers).not.toEqual(second.headers);
    expect(coinbase.parse(second).signature).toEqual(coinbase.parse(first).signature);
  });

  it('Ed25519 with s plus the order of the group doesn’t pass', () => {
    const text = signedPart({ header: { alg: 'EdDSA' } });
    const signature = signatureOf(text, ed25519.privateKey);
    const s = numberOf(Buffer.from(signature.subarray(32)).reverse()) + ORDER_OF_ED25519;
    const changed = Buffer.concat([signature.subarray(0, 32), bytesOf(s).reverse()]);
    expect(passes(withToken(`${text}.${base64url(changed)}`), ed25519Secret)).toBe(false);
  });
});

describe('attack: a token used again', () => {
  it('with another body, another query or at another gateway, it has the same key, time and nonce', () => {
    const token = tokenOf();
    const first = coinbase.parse(withToken(token));
    const again = [
      withToken(token, { body: Buffer.from(JSON.stringify(order({ side: 'SELL' }))) }),
      withToken(token, { body: Buffer.alloc(0) }),
      withToken(token, {
        gatewayPrefix: 'other:9000/coinbase/api.coinbase.com',
        receivedAt: NOW_S * 1000 + 60_000,
      }),
    ];
    for (const inbound of again) {
      expect(passes(inbound)).toBe(true);
      expect(coinbase.parse(inbound).signature).toEqual(first.signature);
    }
    expect(coinbase.uncovered).toEqual(['query', 'body']);
  });

  it('the nonce can’t be changed without the key', () => {
    const [header, claims, signature] = tokenOf().split('.');
    const changed = Buffer.from(header, 'base64url')
      .toString()
      .replace('0123456789abcdef', '0123456789abcdee');
    expect(Buffer.from(header, 'base64url').toString()).not.toBe(changed);
    expect(passes(withToken(`${base64url(changed)}.${claims}.${signature}`))).toBe(false);
  });

  it.each([undefined, '', 'short', 'a'.repeat(129), 12345678, null, 'with blank in it', 'tab\tinside'])(
    'the nonce %s is refused',
    (nonce) => expect(() => passes(withToken(tokenOf({ header: { nonce } })))).toThrow(refusal('nonce')),
  );
});
