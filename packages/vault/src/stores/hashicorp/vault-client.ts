import { isHoldfastError } from '@holdfast/errors';
import { askStore, DEFAULT_TRANSPORT, type StoreTransport, storeUrl } from '../ask-store.ts';
import { isCredential, readCredentialFile } from '../secret-file.ts';
import { bytesIn, forgetJson, objectIn, type SecretObject, writeSecretJson } from '../secret-json.ts';
import { badCredentials, isUnreachable, notUnderstood } from '../store-errors.ts';
import { readVaultAnswer, VaultRefusal } from './vault-answer.ts';
import { checkStorePath, type VaultSettings } from './vault-settings.ts';
import { dueFor, tokenOf, type VaultToken } from './vault-token.ts';

/**
 * A HashiCorp Vault or an OpenBao with a token that is kept valid: logs in when it is first needed, renews it after two thirds
 * of its time, and logs in anew when it can't be renewed.
 *
 * @see https://developer.hashicorp.com/vault/api-docs and https://openbao.org/api-docs/
 */
export class VaultClient {
  readonly store: string;
  readonly #settings: VaultSettings;
  readonly #base: URL;
  readonly #transport: StoreTransport;
  readonly #clock: () => number;
  #fromEnvironment: string | null = null;
  #token: VaultToken | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  /** @throws HoldfastError CONFIG_INVALID */
  constructor(settings: VaultSettings) {
    this.#settings = settings;
    this.#base = storeUrl(settings.address, 'stores.vault.address');
    if (settings.namespace !== null) checkStorePath(settings.namespace, 'stores.vault.namespace');
    if (settings.login.method !== 'token') checkStorePath(settings.login.mount, 'stores.vault.login.mount');
    this.store = this.#base.origin;
    this.#transport = { ...DEFAULT_TRANSPORT, ca: settings.ca, timeoutMs: settings.timeoutMs };
    this.#clock = settings.clock ?? Date.now;
  }

  /**
   * One request below `/v1/`. Its answer may hold secrets: who gets it forgets it.
   *
   * @param body makes the JSON anew for each attempt, because it is zeroed when it was sent
   * @throws VaultRefusal, HoldfastError KEY_STORE_UNREACHABLE, KEY_STORE_UNTRUSTED, KEY_STORE_ANSWER_INVALID,
   *   KEY_STORE_CREDENTIALS
   */
  async call(
    method: 'GET' | 'POST',
    path: string,
    body: (() => Buffer) | null = null,
  ): Promise<SecretObject> {
    const token = await this.token();
    try {
      return await this.#ask(method, path, body?.() ?? null, token.value);
    } catch (error) {
      const denied = error instanceof VaultRefusal && error.status === 403;
      if (!denied || !(token.own || this.#hasAnother(token))) throw error;
      // It may have ended before its time; another one is tried once.
      if (this.#token === token) await this.close();
      const next = await this.token();
      return this.#ask(method, path, body?.() ?? null, next.value);
    }
  }

  /** A token that is valid now, one caller at a time. @throws HoldfastError KEY_STORE_… */
  token(): Promise<VaultToken> {
    const next = this.#turn.then(() => this.#validToken());
    this.#turn = next.catch(() => undefined);
    return next;
  }

  /** Milliseconds until the token that is held wants care again; null when it does not end, or none is held. */
  dueInMs(): number | null {
    const held = this.#token;
    if (held === null || held.expiresAt === null || held.renewAt === null) return null;
    const now = this.#clock();
    // Past that time a renewal has failed, so it is tried again, and more often towards the end.
    const wait = held.renewAt > now ? held.renewAt - now : Math.min((held.expiresAt - now) / 4, 30_000);
    return Math.max(Math.ceil(wait), 1000);
  }

  /** Ends a token that we logged in for. A store that can't be reached ends it by itself in time. */
  async close(): Promise<void> {
    const token = this.#token;
    this.#token = null;
    if (token?.own !== true) return;
    try {
      forgetJson(await this.#ask('POST', 'auth/token/revoke-self', writeSecretJson({}), token.value));
    } catch (error) {
      if (!isHoldfastError(error)) throw error;
    }
  }

  async #validToken(): Promise<VaultToken> {
    const held = this.#token;
    const due = held === null ? 'replace' : dueFor(held, this.#clock());
    if (held !== null && due === 'use') return held;
    if (held !== null && due === 'renew') {
      try {
        this.#token = await this.#renew(held);
        return this.#token;
      } catch (error) {
        // It is still valid for a third of its time: a pause of the store stops nothing.
        if (isUnreachable(error)) return held;
        if (!(error instanceof VaultRefusal)) throw error;
      }
    }
    this.#token = null;
    this.#token = await this.#logIn();
    return this.#token;
  }

  async #renew({ value, own }: VaultToken): Promise<VaultToken> {
    const answer = await this.#ask('POST', 'auth/token/renew-self', writeSecretJson({}), value);
    try {
      const auth = objectIn(answer.get('auth'));
      return tokenOf(value, { ...this.#lease(auth, 'lease_duration'), own }, this.#clock());
    } finally {
      forgetJson(answer);
    }
  }

  async #logIn(): Promise<VaultToken> {
    const { login } = this.#settings;
    if (login.method === 'token') return this.#lookUp(this.#givenToken(login.file));
    let body: Buffer;
    if (login.method === 'approle') {
      const secretId = readCredentialFile(login.secretIdFile);
      body = writeSecretJson({ role_id: login.roleId, secret_id: secretId });
      secretId.fill(0);
    } else {
      const jwt = readCredentialFile(login.tokenFile, { published: true });
      body = writeSecretJson({ role: login.role, jwt });
      jwt.fill(0);
    }
    const answer = await this.#ask('POST', `auth/${login.mount}/login`, body, null);
    try {
      const auth = objectIn(answer.get('auth'));
      const token = bytesIn(auth?.get('client_token'));
      if (token === null || !isCredential(token))
        throw notUnderstood(this.store, 'gives no token for the login');
      return tokenOf(
        token.toString('latin1'),
        { ...this.#lease(auth, 'lease_duration'), own: true },
        this.#clock(),
      );
    } finally {
      forgetJson(answer);
    }
  }

  /** How long a given token lives. */
  async #lookUp(value: string): Promise<VaultToken> {
    const answer = await this.#ask('GET', 'auth/token/lookup-self', null, value);
    try {
      const data = objectIn(answer.get('data'));
      const { seconds, renewable } = this.#lease(data, 'ttl');
      // 0 is a token without an end, or one in its last second.
      const ends = seconds === 0 && bytesIn(data?.get('expire_time')) !== null;
      return tokenOf(value, { seconds: ends ? 1 : seconds, renewable, own: false }, this.#clock());
    } finally {
      forgetJson(answer);
    }
  }

  #lease(from: SecretObject | null, name: string): { seconds: number; renewable: boolean } {
    const seconds = from?.get(name);
    if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 0)
      throw notUnderstood(this.store, 'does not say how long its token lives');
    return { seconds, renewable: from?.get('renewable') === true };
  }

  /** Whether an agent has put another token into the file meanwhile. */
  #hasAnother({ value }: VaultToken): boolean {
    const { login } = this.#settings;
    return login.method === 'token' && login.file !== null && this.#givenToken(login.file) !== value;
  }

  /** A file is read anew each time, because an agent may have put another token there. */
  #givenToken(file: string | null): string {
    if (file !== null) {
      const bytes = readCredentialFile(file);
      const text = bytes.toString('latin1');
      bytes.fill(0);
      return text;
    }
    const { environment } = this.#settings;
    this.#fromEnvironment ??= environment.VAULT_TOKEN ?? null;
    // So that no child process inherits it.
    delete environment.VAULT_TOKEN;
    if (this.#fromEnvironment !== null && isCredential(Buffer.from(this.#fromEnvironment)))
      return this.#fromEnvironment;
    throw badCredentials('VAULT_TOKEN is not set, and stores.vault.login names no file');
  }

  async #ask(
    method: 'GET' | 'POST',
    path: string,
    body: Buffer | null,
    token: string | null,
  ): Promise<SecretObject> {
    const { namespace } = this.#settings;
    const prefix = this.#base.pathname.replace(/\/$/, '');
    const answer = await askStore(
      {
        method,
        url: new URL(`${prefix}/v1/${path}`, this.#base),
        headers: {
          accept: 'application/json',
          // A proxy in front of Vault Agent lets no request through that a browser was tricked into.
          'x-vault-request': 'true',
          ...(body === null ? {} : { 'content-type': 'application/json' }),
          ...(namespace === null ? {} : { 'x-vault-namespace': namespace }),
          ...(token === null ? {} : { 'x-vault-token': token }),
        },
        body,
      },
      this.#transport,
    );
    return readVaultAnswer(this.store, path, answer);
  }
}
