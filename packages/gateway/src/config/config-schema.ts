import { z } from 'zod';
import { DEFAULT_KEY_SETTINGS, DELETION_DELAY_DAYS, MOST_ROTATE_DAYS } from './key-settings.ts';
import { importsSchema, storesSchema } from './stores-schema.ts';

/** A network address in a file: `127.0.0.1:8080`, `[::1]:8080`. */
const listenAddress = z.string().regex(/^(?:[0-9.]+|\[[0-9a-fA-F:.]+\]):[0-9]{1,5}$/, {
  error: 'must be an address and a port, such as 127.0.0.1:8080',
});

const cidr = z.string().min(1).max(60);
const rate = z.number().gt(0).max(10_000);

const bytes = (most: number) => z.int().min(1024).max(most);
const milliseconds = (most: number) => z.int().min(100).max(most);

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
    .describe(
      '`embedded`: a PostgreSQL of our own in the data folder; or the postgres:// address of another, without a user.',
    ),
  replica: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,59}$/, { error: 'must be letters, digits, dots and hyphens' })
    .nullable()
    .default(null)
    .describe('Name of this gateway among several, in the audit log; from host and process when left out.'),
  vault: z
    .strictObject({
      provider: z
        .enum(['passphrase', 'file', 'keyring', 'environment', 'vault-transit', 'aws-kms'])
        .default('passphrase')
        .describe('Where the key-encryption key comes from.'),
      file: z.string().min(1).nullable().default(null).describe('The key file, for provider `file`.'),
      variable: z
        .string()
        .regex(/^[A-Z_][A-Z0-9_]{0,63}$/)
        .default('HOLDFAST_KEK')
        .describe('The environment variable, for provider `environment`.'),
      transit: z
        .strictObject({
          mount: z
            .string()
            .min(1)
            .max(200)
            .default('transit')
            .describe('Where the Transit engine is mounted.'),
          key: z.string().min(1).max(200).describe('Name of the Transit key.'),
        })
        .nullable()
        .default(null)
        .describe('What wraps the key, for provider `vault-transit`.'),
      kms: z
        .strictObject({ key: z.string().min(1).max(2048).describe('Id, ARN or alias of the KMS key.') })
        .nullable()
        .default(null)
        .describe('What wraps the key, for provider `aws-kms`.'),
    })
    .prefault({})
    .describe('How the vault is opened.'),
  stores: storesSchema,
  imports: importsSchema,
  upstreams: z
    .record(
      z.string().min(1).max(253),
      z.union([
        z.string().min(1),
        z.strictObject({
          url: z.string().min(1),
          ca: z.string().min(1).optional().describe('File with certificates to trust, PEM, for https://.'),
          clock: z
            .literal('paper')
            .optional()
            .describe('It is a paper exchange: limits go by its simulated time.'),
        }),
      ]),
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
  metrics: listenAddress
    .nullable()
    .default(null)
    .describe('Where health and metrics are, such as 127.0.0.1:9464; nowhere when left out.'),
  limits: z
    .strictObject({
      header_bytes: bytes(65_536).default(16_384).describe('Headers of a request.'),
      body_bytes: bytes(4_194_304).default(262_144).describe('Body of a request.'),
      headers_ms: milliseconds(60_000).default(10_000).describe('Time to send the headers.'),
      request_ms: milliseconds(120_000).default(15_000).describe('Time to send the whole request.'),
      connections: z.int().min(1).max(100_000).default(1000).describe('Connections of clients.'),
      waiting: z.int().min(1).max(100_000).default(10_000).describe('Requests that wait for a decision.'),
      answer_ms: milliseconds(120_000).default(30_000).describe('Time of an exchange’s answer.'),
      answer_bytes: bytes(268_435_456).default(16_777_216).describe('Size of an exchange’s answer.'),
      upstream_connections: z
        .int()
        .min(1)
        .max(1000)
        .default(64)
        .describe('Connections to each exchange host.'),
      streams: z.int().min(0).max(10_000).default(500).describe('Open private streams; 0: none are taken.'),
      streams_per_key: z
        .int()
        .min(1)
        .max(1000)
        .default(10)
        .describe('Open private streams of each virtual key.'),
      stream_frames_per_second: z
        .int()
        .min(1)
        .max(1000)
        .default(50)
        .describe('Frames of each stream in a second; twice as many at once.'),
    })
    .prefault({})
    .describe('Bounds of what is taken; beyond them requests are refused.'),
  exchange_limits: z
    .record(
      z.string().min(1).max(200),
      z.strictObject({
        limit: z.int().min(1).max(1_000_000_000),
        window_ms: z.int().min(100).max(86_400_000).optional(),
      }),
    )
    .default({})
    .describe('Limits of exchanges that differ from the documented ones, such as "kraken counter".'),
  checkpoints: z
    .strictObject({
      files: z
        .array(z.string().min(1))
        .max(8)
        .default([])
        .describe('Further files, on another disk for example.'),
      urls: z.array(z.string().min(1)).max(8).default([]).describe('Addresses that take each one by POST.'),
    })
    .prefault({})
    .describe('Where checkpoints of the audit log are kept besides the data folder.'),
  keys: z
    .strictObject({
      rotate_exchange_keys_days: z
        .int()
        .min(0)
        .max(MOST_ROTATE_DAYS)
        .default(DEFAULT_KEY_SETTINGS.rotateExchangeDays)
        .describe('Age at which exchange keys without a schedule of their own are to be renewed; 0: never.'),
      rotate_virtual_keys_days: z
        .int()
        .min(0)
        .max(MOST_ROTATE_DAYS)
        .default(DEFAULT_KEY_SETTINGS.rotateVirtualDays)
        .describe('The same of virtual keys.'),
      remind_days: z
        .int()
        .min(0)
        .max(365)
        .default(DEFAULT_KEY_SETTINGS.remindDays)
        .describe('How many days before people are told; never more than a fifth of the whole time.'),
      reminder_urls: z
        .array(z.string().min(1))
        .max(8)
        .default([])
        .describe('Addresses that take each reminder by POST.'),
      deletion_delay_days: z
        .int()
        .min(DELETION_DELAY_DAYS.least)
        .max(DELETION_DELAY_DAYS.most)
        .default(DEFAULT_KEY_SETTINGS.deletionDelayDays)
        .describe('How long an exchange key that is to be deleted is kept.'),
    })
    .prefault({})
    .describe('When keys are to be renewed, and how long a deletion waits.'),
  trusted_proxies: z.array(cidr).default([]).describe('Proxies whose X-Forwarded-For is believed.'),
});

export type GatewayConfig = z.output<typeof configSchema>;
