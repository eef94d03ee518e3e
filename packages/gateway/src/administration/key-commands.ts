import { z } from 'zod';
import type { KeyPermissions } from '../dialect/dialect.ts';
import { dialects } from '../dialects/index.ts';
import { readCanonicalPolicy } from '../policy/canonical-policy.ts';
import { UpstreamClient } from '../upstream/upstream-client.ts';
import { addExchangeKey } from './add-exchange-key.ts';
import { askPermissions } from './ask-permissions.ts';
import { command } from './command.ts';
import { label } from './label.ts';
import { issueVirtualKey, revokeVirtualKey, setFrozen } from './virtual-keys.ts';

/** `holdfast key add`: asks the exchange what the key may do, seals it, and keeps it. */
export const keyAdd = command({
  name: 'key add',
  vault: 'open',
  authentication: 'fresh',
  arguments: z.strictObject({
    name: label,
    exchange: z.enum(['binance', 'bybit', 'coinbase', 'kraken', 'okx']),
    acceptedRisks: z.array(z.enum(['withdraw', 'no-ip', 'unverified'])).max(3),
  }),
  secrets: ['api-key', 'secret', 'passphrase?'],
  run: async (operation, { name, exchange, acceptedRisks }, secrets, { settings, clock }) => {
    const dialect = dialects.get(exchange);
    const [apiKey, secret] = [secrets.get('api-key'), secrets.get('secret')];
    if (dialect === undefined || apiKey === undefined || secret === undefined) throw new RangeError(name);
    const given = { apiKey, secret, passphrase: secrets.get('passphrase') ?? null };
    const upstream = new UpstreamClient(settings.redirects, settings.upstreamLimits);
    let permissions: KeyPermissions;
    const target = dialect.hosts.some((host) => upstream.isRedirected(host)) ? 'redirected' : 'real';
    try {
      permissions = await askPermissions(dialect, given, upstream, clock());
    } finally {
      upstream.close();
    }
    await addExchangeKey(operation, { name, dialect, target, ...given, permissions, acceptedRisks });
    return { result: { name, exchange, target, permissions } };
  },
});

/** `holdfast vkey issue`. */
export const vkeyIssue = command({
  name: 'vkey issue',
  vault: 'open',
  authentication: 'fresh',
  arguments: z.strictObject({
    name: label,
    key: label,
    /** Canonical bytes of a policy, as text. */
    policy: z.string().max(65_536),
    /** Milliseconds since 1970. */
    expiresAt: z.int().min(0).nullable(),
  }),
  secrets: [],
  run: async (operation, { name, key, policy, expiresAt }) => {
    const issued = await issueVirtualKey(
      operation,
      {
        name,
        exchangeKey: key,
        policy: readCanonicalPolicy(Buffer.from(policy, 'utf8')),
        expiresAt,
        algorithm: null,
      },
      dialects,
    );
    return {
      result: { exchange: issued.exchange, apiKey: issued.apiKey },
      secrets: { secret: issued.secret, passphrase: issued.passphrase },
    };
  },
});

/** `holdfast vkey revoke`. */
export const vkeyRevoke = command({
  name: 'vkey revoke',
  vault: 'any',
  authentication: 'none',
  arguments: z.strictObject({ name: label }),
  secrets: [],
  run: async (operation, { name }) => {
    await revokeVirtualKey(operation, name);
    return { result: {} };
  },
});

const scope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('everything') }),
  z.strictObject({ kind: z.literal('exchange-key'), name: label }),
  z.strictObject({ kind: z.literal('virtual-key'), name: label }),
]);

/** `holdfast vkey freeze`, `holdfast panic`. */
export const freeze = command({
  name: 'freeze',
  vault: 'any',
  authentication: 'none',
  arguments: z.strictObject({ scope }),
  secrets: [],
  run: async (operation, given) => {
    await setFrozen(operation, true, given.scope);
    return { result: {} };
  },
});

/** `holdfast vkey thaw`, `holdfast panic --thaw`. */
export const thaw = command({
  name: 'thaw',
  vault: 'open',
  authentication: 'fresh',
  arguments: z.strictObject({ scope }),
  secrets: [],
  run: async (operation, given) => {
    await setFrozen(operation, false, given.scope);
    return { result: {} };
  },
});
