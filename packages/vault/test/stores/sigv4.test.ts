import { createSecretKey } from 'node:crypto';
import aws4 from 'aws4';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  amzDate,
  authorization,
  canonicalRequest,
  type SignableRequest,
  signingKey,
  stringToSign,
} from '../../src/stores/aws/sigv4.ts';

/*
 * Facts of AWS's published test suite for Signature Version 4 (aws-sig-v4-test-suite, linked from
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-signing.html), and of the example in the documentation.
 */
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const SCOPE = { time: '20150830T123600Z', region: 'us-east-1', service: 'service' };
const BASE: SignableRequest = {
  method: 'GET',
  path: '/',
  query: [],
  headers: { host: 'example.amazonaws.com', 'x-amz-date': SCOPE.time },
  body: Buffer.alloc(0),
};
const TOKEN =
  'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==';
const UNRESERVED = '-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const with_ = (headers: Record<string, string>) => ({ headers: { ...BASE.headers, ...headers } });
const form = (type: string) => ({
  method: 'POST',
  ...with_({ 'Content-Type': type }),
  body: Buffer.from('Param1=value1'),
});

/** Name in the suite, how it differs from the plainest request, the headers that it signs besides, its signature. */
const SUITE: readonly (readonly [string, Partial<SignableRequest>, string, string])[] = [
  ['get-vanilla', {}, '', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  [
    'get-unreserved',
    { path: `/${UNRESERVED}` },
    '',
    '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f',
  ],
  ['get-utf8', { path: '/ሴ' }, '', '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85'],
  [
    'get-vanilla-empty-query-key',
    { query: [['Param1', 'value1']] },
    '',
    'a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb',
  ],
  [
    'get-vanilla-query-order-key-case',
    {
      query: [
        ['Param2', 'value2'],
        ['Param1', 'value1'],
      ],
    },
    '',
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
  [
    'get-vanilla-query-unreserved',
    { query: [[UNRESERVED, UNRESERVED]] },
    '',
    '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197',
  ],
  [
    'get-vanilla-utf8-query',
    { query: [['ሴ', 'bar']] },
    '',
    '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04',
  ],
  [
    'get-header-key-duplicate',
    with_({ 'My-Header1': 'value2,value2,value1' }),
    'my-header1;',
    'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
  ],
  [
    'get-header-value-order',
    with_({ 'My-Header1': 'value4,value1,value3,value2' }),
    'my-header1;',
    '08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01',
  ],
  [
    'get-header-value-trim',
    with_({ 'My-Header1': ' value1', 'My-Header2': ' "a   b   c"' }),
    'my-header1;my-header2;',
    'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
  ],
  [
    'post-vanilla',
    { method: 'POST' },
    '',
    '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  ],
  [
    'post-header-key-sort',
    { method: 'POST', ...with_({ 'My-Header1': 'value1' }) },
    'my-header1;',
    'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c',
  ],
  [
    'post-header-value-case',
    { method: 'POST', ...with_({ 'My-Header1': 'VALUE1' }) },
    'my-header1;',
    'cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d',
  ],
  [
    'post-vanilla-query',
    { method: 'POST', query: [['Param1', 'value1']] },
    '',
    '28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11',
  ],
  [
    'post-x-www-form-urlencoded',
    form('application/x-www-form-urlencoded'),
    'content-type;',
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
  [
    'post-x-www-form-urlencoded-parameters',
    form('application/x-www-form-urlencoded; charset=utf8'),
    'content-type;',
    '1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe',
  ],
];

const secretOf = (text: string) => createSecretKey(Buffer.from(text));

describe('Signature Version 4, against AWS’s published test suite', () => {
  it.each(SUITE)('%s', (_, differs, more, signature) => {
    const value = authorization({ ...BASE, ...differs }, SCOPE, 'AKIDEXAMPLE', secretOf(SECRET));
    const names = more.startsWith('my-') ? `host;${more}x-amz-date` : `${more}host;x-amz-date`;
    expect(value).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${names}, Signature=${signature}`,
    );
  });

  it('post-sts-header-before: a session token is signed like any header', () => {
    const request = { ...BASE, method: 'POST', ...with_({ 'X-Amz-Security-Token': TOKEN }) };
    expect(authorization(request, SCOPE, 'AKIDEXAMPLE', secretOf(SECRET))).toContain(
      'SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead',
    );
  });
});

describe('Signature Version 4, against the example of the documentation, step by step', () => {
  const scope = { ...SCOPE, service: 'iam' };
  const request: SignableRequest = {
    method: 'GET',
    path: '/',
    query: [
      ['Version', '2010-05-08'],
      ['Action', 'ListUsers'],
    ],
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8',
      Host: 'iam.amazonaws.com',
      'X-Amz-Date': scope.time,
    },
    body: Buffer.alloc(0),
  };
  const { text } = canonicalRequest(request);

  it('has the canonical request', () => {
    expect(text).toBe(
      [
        ...['GET', '/', 'Action=ListUsers&Version=2010-05-08'],
        'content-type:application/x-www-form-urlencoded; charset=utf-8',
        ...['host:iam.amazonaws.com', 'x-amz-date:20150830T123600Z', '', 'content-type;host;x-amz-date'],
        'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      ].join('\n'),
    );
  });
  it('has the string to sign', () => {
    expect(stringToSign(text, scope)).toBe(
      [
        ...['AWS4-HMAC-SHA256', '20150830T123600Z', '20150830/us-east-1/iam/aws4_request'],
        'f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59',
      ].join('\n'),
    );
  });
  it('derives the signing key', () => {
    expect(signingKey(secretOf(SECRET), scope).toString('hex')).toBe(
      'c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9',
    );
  });
  it('has the signature', () => {
    expect(authorization(request, scope, 'AKIDEXAMPLE', secretOf(SECRET))).toContain(
      'Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
    );
  });
});

describe('Signature Version 4, against an independent library', () => {
  const word = fc.string({ unit: fc.constantFrom(...'abcXYZ019-._~'), minLength: 1, maxLength: 12 });
  const value = fc.string({ unit: 'grapheme-ascii', maxLength: 20 });
  const printable = fc.string({ unit: fc.constantFrom(...' !#$%&+,/:;=?@AZaz09"\''), maxLength: 24 });
  const anyRequest = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
    path: fc
      .array(
        word.filter((text) => !/^\.+$/.test(text)),
        { maxLength: 4 },
      )
      .map((parts) => `/${parts.join('/')}`),
    query: fc.uniqueArray(fc.tuple(word, value), { selector: ([name]) => name, maxLength: 5 }),
    headers: fc.dictionary(
      fc
        .string({ unit: fc.constantFrom(...'abcdefgXYZ'), minLength: 1, maxLength: 8 })
        .map((name) => `x-${name.toLowerCase()}`),
      printable,
      { maxKeys: 4 },
    ),
    body: fc.string({ unit: 'binary', maxLength: 80 }),
    secret: fc.string({ unit: fc.constantFrom(...'abcXYZ019+/='), minLength: 1, maxLength: 60 }),
    token: fc.option(word),
    region: fc.constantFrom('eu-central-1', 'us-gov-west-1', 'cn-north-1'),
    service: fc.constantFrom('kms', 'secretsmanager', 'sts'),
    now: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  });

  it('says the same for random requests', () => {
    fc.assert(
      fc.property(anyRequest, (any) => {
        const time = amzDate(any.now);
        const headers: Record<string, string> = {
          ...any.headers,
          host: `${any.service}.example`,
          'X-Amz-Date': time,
          // Both are added by the library where they are missing.
          'Content-Type': 'application/x-amz-json-1.1',
          'Content-Length': String(Buffer.byteLength(any.body)),
          ...(any.token === null ? {} : { 'X-Amz-Security-Token': any.token }),
        };
        const search = any.query.map(([name, text]) => `${name}=${encodeURIComponent(text)}`).join('&');
        const theirs = aws4.sign(
          {
            method: any.method,
            host: headers.host,
            path: search === '' ? any.path : `${any.path}?${search}`,
            service: any.service,
            region: any.region,
            headers: { ...headers },
            body: any.body,
          },
          {
            accessKeyId: 'AKIDEXAMPLE',
            secretAccessKey: any.secret,
            ...(any.token === null ? {} : { sessionToken: any.token }),
          },
        );
        const ours = authorization(
          { method: any.method, path: any.path, query: any.query, headers, body: Buffer.from(any.body) },
          { time, region: any.region, service: any.service },
          'AKIDEXAMPLE',
          secretOf(any.secret),
        );
        expect(ours).toBe(theirs.headers.Authorization);
      }),
      { numRuns: 1000 },
    );
  });

  it('is another signature when anything of the request is another', () => {
    const sign = (differs: Partial<SignableRequest>, secret = SECRET) =>
      authorization({ ...BASE, ...differs }, SCOPE, 'AKIDEXAMPLE', secretOf(secret));
    const all = [
      sign({}),
      sign({ method: 'POST' }),
      sign({ path: '/a' }),
      sign({ query: [['a', '']] }),
      sign(with_({ 'x-amz-target': 'TrentService.Decrypt' })),
      sign({ body: Buffer.from('{}') }),
      sign({}, `${SECRET}x`),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});
