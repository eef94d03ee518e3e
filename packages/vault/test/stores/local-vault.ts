import { randomUUID } from 'node:crypto';
import { type Got, type LocalServer, localServer, type Said } from './local-server.ts';
import { LocalTransit } from './local-transit.ts';

/*
 * A HashiCorp Vault or OpenBao on loopback, written from their public documentation (https://developer.hashicorp.com/vault/api-docs,
 * https://openbao.org/api-docs/): tokens with leases, AppRole, Kubernetes, namespaces, policies, Transit, KV 1 and 2, and what
 * a node says when it is sealed, a standby or busy.
 */

interface LocalToken {
  readonly id: string;
  readonly policy: LocalPolicy;
  expiresAt: number | null;
  readonly ttl: number;
  readonly renewable: boolean;
  /** The lease can't be renewed past it. */
  readonly maxExpiresAt: number;
}

/** Paths with capabilities, as policy documents have them; null allows all. */
export type LocalPolicy =
  | readonly { readonly path: string; readonly capabilities: readonly string[] }[]
  | null;

/** Reads `path "…" { capabilities = […] }` of a policy document. */
export function policyOf(hcl: string): NonNullable<LocalPolicy> {
  return [...hcl.matchAll(/path\s+"([^"]+)"\s*\{\s*capabilities\s*=\s*\[([^\]]*)\]\s*\}/g)].map(
    ([, path, list]) => ({
      path: path!,
      capabilities: [...list!.matchAll(/"(\w+)"/g)].map(([, one]) => one!),
    }),
  );
}

export interface LocalVault {
  readonly server: LocalServer;
  readonly transit: LocalTransit;
  readonly tokens: Map<string, LocalToken>;
  readonly roles: Map<
    string,
    { secretIds: Set<string>; ttl: number; renewable: boolean; policy: LocalPolicy }
  >;
  readonly kv1: Map<string, Record<string, unknown>>;
  readonly kv2: Map<string, { version: number; data: Record<string, unknown> | null }>;
  namespace: string | null;
  sealed: boolean;
  /** Where a standby sends to. */
  standbyOf: string | null;
  busy: boolean;
  issue(
    options?: Partial<Pick<LocalToken, 'ttl' | 'renewable' | 'policy'>> & { maxTtl?: number },
  ): LocalToken;
}

export async function localVault(
  options: { readonly clock?: () => number; readonly tls?: { key: string; cert: string } } = {},
): Promise<LocalVault> {
  const { clock = Date.now } = options;
  const vault: LocalVault = {
    server: undefined as unknown as LocalServer,
    transit: new LocalTransit(),
    tokens: new Map(),
    roles: new Map(),
    kv1: new Map(),
    kv2: new Map(),
    namespace: null,
    sealed: false,
    standbyOf: null,
    busy: false,
    issue({ ttl = 3600, renewable = true, policy = null, maxTtl = 86_400 } = {}) {
      const expiresAt = ttl === 0 ? null : clock() + ttl * 1000;
      const token = {
        id: `hvs.${randomUUID()}`,
        policy,
        ttl,
        renewable,
        expiresAt,
        maxExpiresAt: clock() + maxTtl * 1000,
      };
      vault.tokens.set(token.id, token);
      return token;
    },
  };
  const server = await localServer((got) => answer(vault, got, clock), options.tls ?? null);
  return Object.assign(vault, { server });
}

const denied: Said = { status: 403, body: { errors: ['permission denied'] } };
const missing: Said = { status: 404, body: { errors: [] } };

function answer(vault: LocalVault, { method, path: url, headers, body }: Got, clock: () => number): Said {
  if (vault.sealed) return { status: 503, body: { errors: ['Vault is sealed'] } };
  if (vault.busy) return { status: 429, body: { errors: ['request path "x": rate limit quota exceeded'] } };
  if (vault.standbyOf !== null) return { status: 307, headers: { location: `${vault.standbyOf}${url}` } };
  if ((headers['x-vault-namespace'] ?? null) !== vault.namespace) return missing;
  if (!url.startsWith('/v1/')) return missing;
  const path = url.slice(4);
  const asked = body === '' ? {} : (JSON.parse(body) as Record<string, string>);
  if (path === 'auth/approle/login') return logIn(vault, asked.role_id, asked.secret_id);
  if (path === 'auth/kubernetes/login') return logIn(vault, asked.role, asked.jwt);
  const token = vault.tokens.get(String(headers['x-vault-token']));
  if (token === undefined || (token.expiresAt !== null && token.expiresAt <= clock()))
    return { status: 403, body: { errors: ['permission denied', 'invalid token'] } };
  const capability = method === 'GET' ? 'read' : 'update';
  const allowed =
    token.policy?.some((rule) => rule.path === path && rule.capabilities.includes(capability)) ?? true;
  if (!allowed) return denied;
  return serve(vault, token, path, asked, clock);
}

function serve(
  vault: LocalVault,
  token: LocalToken,
  path: string,
  asked: Record<string, string>,
  clock: () => number,
): Said {
  const left = token.expiresAt === null ? 0 : Math.floor((token.expiresAt - clock()) / 1000);
  switch (path) {
    case 'auth/token/lookup-self':
      return {
        status: 200,
        body: {
          data: {
            ...{ id: token.id, ttl: left, renewable: token.renewable, num_uses: 0 },
            expire_time: token.expiresAt === null ? null : new Date(token.expiresAt).toISOString(),
          },
        },
      };
    case 'auth/token/renew-self':
      if (!token.renewable || token.expiresAt === null)
        return { status: 400, body: { errors: ['lease is not renewable'] } };
      token.expiresAt = Math.min(clock() + token.ttl * 1000, token.maxExpiresAt);
      return {
        status: 200,
        body: {
          auth: {
            client_token: token.id,
            lease_duration: Math.floor((token.expiresAt - clock()) / 1000),
            renewable: true,
          },
        },
      };
    case 'auth/token/revoke-self':
      vault.tokens.delete(token.id);
      return { status: 204 };
  }
  const transit = /^transit\/(encrypt|decrypt)\/([\w-]+)$/.exec(path);
  if (transit !== null) return vault.transit.answer(transit[1]!, transit[2]!, asked);
  const first = vault.kv1.get(path);
  if (first !== undefined)
    return { status: 200, body: { lease_duration: 2_764_800, renewable: false, data: first } };
  const second = vault.kv2.get(path);
  if (second === undefined) return missing;
  const metadata = {
    created_time: '2026-01-01T00:00:00Z',
    deletion_time: '',
    destroyed: false,
    version: second.version,
  };
  return {
    status: second.data === null ? 404 : 200,
    body: { lease_duration: 0, renewable: false, data: { data: second.data, metadata } },
  };
}

function logIn(vault: LocalVault, name = '', proof = ''): Said {
  const role = vault.roles.get(name);
  if (role === undefined || !role.secretIds.has(proof))
    return { status: 400, body: { errors: ['invalid role or secret ID'] } };
  const token = vault.issue({ ttl: role.ttl, renewable: role.renewable, policy: role.policy });
  return {
    status: 200,
    body: {
      auth: {
        client_token: token.id,
        lease_duration: role.ttl,
        renewable: role.renewable,
        token_type: 'service',
      },
    },
  };
}
