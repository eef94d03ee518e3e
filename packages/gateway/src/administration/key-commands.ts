import { z } from 'zod';
import { dialects } from '../dialects/index.ts';
import { readCanonicalPolicy } from '../policy/canonical-policy.ts';
import { command } from './command.ts';
import { label } from './label.ts';
import { issueVirtualKey, revokeVirtualKey, setFrozen } from './virtual-keys.ts';

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
