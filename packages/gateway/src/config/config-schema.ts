import { z } from 'zod';

/** A network address in a file: `127.0.0.1:8080`, `[::1]:8080`. */
const listenAddress = z.string().regex(/^(?:[0-9.]+|\[[0-9a-fA-F:.]+\]):[0-9]{1,5}$/, {
  error: 'must be an address and a port, such as 127.0.0.1:8080',
});

const cidr = z.string().min(1).max(60);
const rate = z.number().gt(0).max(10_000);

/** `gateway.yaml`; every key has a default, so that a file is only needed for what differs. */
export const configSchema = z.strictObject({
  listen: listenAddress.default('127.0.0.1:8080').describe('Where clients reach the gateway.'),
  tls: z
    .strictObject({
      key: z.string().min(1).describe('File with the private key, PEM.'),
      cert: z.string().min(1).describe('File with the certificate chain, PEM.'),
    })
    .nullable()
    .default(null)
    .describe('For listening on other than loopback addresses.'),
  database: z
    .string()
    .min(1)
    .default('embedded')
    .describe('`embedded`: a PostgreSQL of our own in the data folder.'),
  vault: z
    .strictObject({
      provider: z
        .enum(['passphrase', 'file', 'keyring', 'environment'])
        .default('passphrase')
        .describe('Where the key-encryption key comes from.'),
      file: z.string().min(1).nullable().default(null).describe('The key file, for provider `file`.'),
      variable: z
        .string()
        .regex(/^[A-Z_][A-Z0-9_]{0,63}$/)
        .default('HOLDFAST_KEK')
        .describe('The environment variable, for provider `environment`.'),
    })
    .prefault({})
    .describe('How the vault is opened.'),
  upstreams: z
    .record(
      z.string().min(1).max(253),
      z.union([z.string().min(1), z.strictObject({ url: z.string().min(1), ca: z.string().min(1) })]),
    )
    .default({})
    .describe('Hosts whose requests go to a server on this machine instead.'),
  clock_skew_ms: z.int().min(0).max(60_000).default(1000).describe('How far a client’s clock may be ahead.'),
  reference_price: z
    .strictObject({
      every_ms: z.int().min(100).max(60_000).default(10_000).describe('How often order books are looked at.'),
      window_ms: z.int().min(1000).max(3_600_000).default(300_000).describe('What the median is taken over.'),
      waive_second_venue: z
        .array(
          z
            .string()
            .regex(/^[a-z]+ \S+$/, { error: 'must be an exchange and a symbol, such as "binance BTCUSDT"' }),
        )
        .default([])
        .describe('Markets that are judged by one exchange alone.'),
    })
    .prefault({})
    .describe('The price that orders are judged by.'),
  public: z
    .strictObject({
      ips: z
        .array(cidr)
        .default(['127.0.0.1', '::1'])
        .describe('Who may ask public endpoints without a key.'),
      per_second: rate.default(10),
      burst: z.int().min(1).max(10_000).default(50),
    })
    .prefault({})
    .describe('Requests without a key.'),
  trusted_proxies: z.array(cidr).default([]).describe('Proxies whose X-Forwarded-For is believed.'),
});

export type GatewayConfig = z.output<typeof configSchema>;
