import { describe, expect, test } from 'vitest';
import { defaultConfig, fromPlain, readConfig, settingsOf } from '../../src/config/read-config.ts';

const AROUND = {
  replica: 'gateway-1',
  version: '0.1.0',
  readFile: (path: string) => `content of ${path}`,
  resolvePath: (path: string) => `/etc/holdfast/${path}`,
};
const plainOf = (text: string) => settingsOf(readConfig(text, 'gateway.yaml'), AROUND);

function problem(act: () => unknown): { code: string; message: string; facts: Record<string, unknown> } {
  try {
    act();
  } catch (error) {
    return error as never;
  }
  return expect.fail('nothing was refused');
}

describe('a configuration that is right', () => {
  test('without a file: this machine only, nothing redirected, nothing trusted', () => {
    const settings = fromPlain(settingsOf(defaultConfig(), AROUND));
    expect(settings.listen).toEqual({ host: '127.0.0.1', port: 8080 });
    expect(settings.redirects.size).toBe(0);
    expect(settings.trustedProxies).toEqual([]);
  });
  test('is the same after a trip through JSON', () => {
    const plain = plainOf(
      'upstreams: {"api.binance.com": "http://127.0.0.1:9001"}\ntrusted_proxies: [10.0.0.0/8]\n',
    );
    expect(JSON.parse(JSON.stringify(plain))).toEqual(plain);
    expect(fromPlain(plain).redirects.get('api.binance.com')?.url.href).toBe('http://127.0.0.1:9001/');
  });
  test('reads the certificate of a redirect and of the port from files', () => {
    const plain = plainOf(
      'listen: "0.0.0.0:8443"\ntls: {key: k.pem, cert: c.pem}\nupstreams: {"api.binance.com": {url: "https://127.0.0.1:1", ca: ca.pem}}\n',
    );
    expect(plain.tls).toEqual({ key: 'content of k.pem', cert: 'content of c.pem' });
    expect(plain.upstreams[0].ca).toBe('content of ca.pem');
  });
});

describe('limits of exchanges', () => {
  test('are the documented ones, unless an account has others', () => {
    expect(
      fromPlain(settingsOf(defaultConfig(), AROUND)).upstreamBudgets?.get('kraken counter'),
    ).toBeUndefined();
    const { upstreamBudgets } = fromPlain(
      plainOf(
        'exchange_limits: {"kraken counter": {limit: 20, window_ms: 20000}, "okx orders": {limit: 10}}',
      ),
    );
    expect(upstreamBudgets?.get('kraken counter')).toEqual({ limit: 20, windowMs: 20_000 });
    expect(upstreamBudgets?.get('okx orders')).toEqual({ limit: 10 });
  });
  test.each(['"kraken count": {limit: 20}', '"mtgox weight": {limit: 1}', '"weight": {limit: 1}'])(
    'a name that no exchange has is an error: %s',
    (text) =>
      expect(problem(() => plainOf(`exchange_limits: {${text}}`)).message).toContain('kraken counter'),
  );
  test.each(['{limit: 0}', '{limit: 1.5}', '{limit: 5, window_ms: 1}', '{window_ms: 1000}', '5'])(
    'a limit that is none is an error: %s',
    (text) =>
      expect(problem(() => plainOf(`exchange_limits: {"binance weight": ${text}}`)).code).toBe(
        'CONFIG_INVALID',
      ),
  );
});

describe('redirects lead to this machine', () => {
  test.each(['http://127.0.0.1:9001', 'https://127.0.0.1', 'http://[::1]:9001', 'http://localhost:9001/'])(
    '%s',
    (url) => expect(plainOf(`upstreams: {"api.binance.com": "${url}"}`).upstreams).toHaveLength(1),
  );
  test.each([
    'http://127.0.0.2:9001',
    'http://10.0.0.1:9001',
    'http://example.com',
    'http://localhost.example.com',
    'http://127.0.0.1.nip.io',
    'http://0.0.0.0:9001',
    'http://[::ffff:10.0.0.1]:1',
    'http://127.0.0.1@evil.example',
    'http://user:pw@127.0.0.1:9001',
    'http://127.0.0.1:9001/path',
    'http://127.0.0.1:9001/?q',
    'http://127.0.0.1:9001/#f',
    'ftp://127.0.0.1',
    'file:///etc/passwd',
    'unix:/tmp/x',
    '127.0.0.1:9001',
    'http://127.0.0.1:99999',
    'x',
  ])('and nowhere else: %s', (url) => {
    const { code, message } = problem(() => plainOf(`upstreams: {"api.binance.com": "${url}"}`));
    expect(code).toBe('CONFIG_INVALID');
    expect(message).toContain('upstreams.api.binance.com');
  });
});

describe('a paper exchange’s clock', () => {
  const upstream = (value: string) => plainOf(`upstreams: {"api.binance.com": ${value}}`);
  test.each(['http://127.0.0.1:9001', 'http://[::1]:9001', 'http://localhost:9001'])(
    'is taken of %s',
    (url) => {
      const plain = upstream(`{url: "${url}", clock: paper}`);
      expect(fromPlain(plain).redirects.get('api.binance.com')?.clock).toBe('paper');
    },
  );
  test.each([`"http://127.0.0.1:9001"`, `{url: "http://127.0.0.1:9001"}`])(
    'of none that does not say so: %s',
    (value) => {
      expect(fromPlain(upstream(value)).redirects.get('api.binance.com')?.clock).toBeUndefined();
    },
  );
  test.each([
    'https://127.0.0.1:9001',
    'http://10.0.0.1:9001',
    'http://127.0.0.2:9001',
    'http://0.0.0.0:9001',
    'http://api.binance.com',
    'https://api.binance.com',
    'http://127.0.0.1.nip.io:9001',
    'http://localhost.example.com',
    'http://127.0.0.1@evil.example',
    '127.0.0.1:9001',
    'x',
  ])('nor of %s', (url) => {
    const { code, message } = problem(() => upstream(`{url: "${url}", clock: paper}`));
    expect(code).toBe('PAPER_CLOCK_NOT_LOCAL');
    expect(message).toContain('upstreams.api.binance.com');
  });
  test('nor of one with a certificate, with a path, or with another clock', () => {
    expect(problem(() => upstream('{url: "http://127.0.0.1:1", ca: ca.pem, clock: paper}')).code).toBe(
      'PAPER_CLOCK_NOT_LOCAL',
    );
    expect(problem(() => upstream('{url: "http://127.0.0.1:1/path", clock: paper}')).code).toBe(
      'CONFIG_INVALID',
    );
    for (const clock of ['wall', 'true', '""', 'PAPER']) {
      expect(problem(() => upstream(`{url: "http://127.0.0.1:1", clock: ${clock}}`)).code).toBe(
        'CONFIG_INVALID',
      );
    }
  });
  test('is asked for again by the process that is told of it', () => {
    const [one] = upstream('{url: "http://127.0.0.1:1", clock: paper}').upstreams;
    for (const url of ['https://127.0.0.1/', 'http://203.0.113.1/', 'https://api.binance.com/']) {
      const plain = { ...upstream('"http://127.0.0.1:1"'), upstreams: [{ ...one, url }] };
      expect(problem(() => fromPlain(plain)).code).toBe('PAPER_CLOCK_NOT_LOCAL');
    }
  });
});

describe('the port', () => {
  test.each(['127.0.0.1:8080', '127.0.0.2:1', '[::1]:8080'])('%s needs no TLS', (listen) =>
    expect(plainOf(`listen: "${listen}"`).tls).toBeNull(),
  );
  test.each(['0.0.0.0:8080', '[::]:8080', '192.168.0.1:8080', '203.0.113.1:8080', '[2001:db8::1]:1'])(
    '%s needs TLS',
    (listen) => expect(problem(() => plainOf(`listen: "${listen}"`)).message).toContain('tls'),
  );
  test.each(['127.0.0.1:99999', '999.0.0.1:80', '[1::2::3]:80', '127.1:80', '127.0.0.1.5:80'])(
    '%s is none',
    (listen) => expect(problem(() => plainOf(`listen: "${listen}"`)).code).toBe('CONFIG_INVALID'),
  );
  test.each(['8080', 'localhost:8080', '127.0.0.1', ':8080', '::1:8080', '/run/x.sock'])(
    '%j is refused where it stands',
    (listen) =>
      expect(problem(() => readConfig(`# first\nlisten: "${listen}"\n`, 'gateway.yaml'))).toMatchObject({
        code: 'CONFIG_INVALID',
        facts: { file: 'gateway.yaml', line: 2, key: 'listen' },
      }),
  );
});

describe('what is wrong is shown where it is', () => {
  test.each([
    ['clock_skew_ms: 10\nclock_skw_ms: 10\n', 2],
    ['\n\nclock_skew_ms: -1\n', 3],
    ['clock_skew_ms: 60001\n', 1],
    ['clock_skew_ms: "10"\n', 1],
    ['vault:\n  provider: cloud\n', 2],
    ['vault:\n  provider: file\n  pasword: x\n', 3],
    ['reference_price:\n  every_ms: 0\n', 2],
    ['reference_price:\n  waive_second_venue: [BTCUSDT]\n', 2],
    ['public:\n  per_second: 0\n', 2],
    ['upstreams:\n  api.binance.com: 7\n', 2],
  ])('%j', (text, line) =>
    expect(problem(() => readConfig(text, 'gateway.yaml'))).toMatchObject({
      code: 'CONFIG_INVALID',
      facts: { line },
    }),
  );
  test.each(['listen: [', 'a: 1\na: 2\n', '\t- x', 'listen: !!js/function x'])(
    'no YAML of ours: %j',
    (text) => expect(problem(() => readConfig(text, 'gateway.yaml')).code).toMatch(/^CONFIG_/),
  );
  test.each([
    'trusted_proxies: [10.0.0.1/8]',
    'trusted_proxies: [proxy.example]',
    'public: {ips: ["1.2.3"]}',
  ])('an address that is none: %s', (text) =>
    expect(problem(() => fromPlain(plainOf(text))).code).toBe('CONFIG_INVALID'),
  );
});
