import { z } from 'zod';
import { dialects } from '../dialects/index.ts';
import { readCanonicalPolicy } from '../policy/canonical-policy.ts';
import { command } from './command.ts';
import { label } from './label.ts';
import { rotateVirtualKey } from './rotate-virtual-key.ts';
import { issueVirtualKey, revokeVirtualKey, setFrozen } from './virtual-keys.ts';

/** A year. */
const MOST_OVERLAP_MS = 366 * 86_400_000;
/** Null: all. */
const generation = z.int().min(1).max(1_000_000).nullable().default(null);

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

/** `holdfast vkey rotate`. */
export const vkeyRotate = command({
  name: 'vkey rotate',
  vault: 'open',
  authentication: 'fresh',
  arguments: z.strictObject({
    name: label,
    overlapMs: z.int().min(0).max(MOST_OVERLAP_MS),
    /** Canonical bytes of a policy, as text; null: the one before. */
    policy: z.string().max(65_536).nullable(),
    /** Milliseconds since 1970; null: as the generation before. */
    expiresAt: z.int().min(0).nullable(),
  }),
  secrets: [],
  run: async (operation, { name, overlapMs, policy, expiresAt }) => {
    const {
      secret,
      passphrase,
      verifier: _,
      algorithm: __,
      ...told
    } = await rotateVirtualKey(
      operation,
      {
        name,
        overlapMs,
        policy: policy === null ? null : readCanonicalPolicy(Buffer.from(policy, 'utf8')),
        expiresAt,
      },
      dialects,
    );
    const overlapUntil = told.overlapUntil?.toISOString() ?? null;
    return { result: { ...told, overlapUntil }, secrets: { secret, passphrase } };
  },
});

/** `holdfast vkey revoke`. */
export const vkeyRevoke = command({
  name: 'vkey revoke',
  vault: 'any',
  authentication: 'none',
  arguments: z.strictObject({ name: label, generation }),
  secrets: [],
  run: async (operation, { name, generation: which }) => {
    await revokeVirtualKey(operation, name, which);
    return { result: {} };
  },
});

const scope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('everything') }),
  z.strictObject({ kind: z.literal('exchange-key'), name: label }),
  z.strictObject({ kind: z.literal('virtual-key'), name: label, generation }),
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
