import { HoldfastError } from '@holdfast/errors';
import type { StoreAnswer } from '../ask-store.ts';
import {
  forgetJson,
  objectIn,
  readSecretJson,
  type SecretJson,
  type SecretObject,
  textIn,
} from '../secret-json.ts';
import { notUnderstood, unreachable } from '../store-errors.ts';

/** Vault said no to a request. */
export class VaultRefusal extends HoldfastError {
  readonly status: number;
  /** What was asked for: a login or a renewal on the way to it is refused by itself. */
  readonly path: string;
  /** Its words: to be compared with known ones, never to be shown, by whatever walks through an error's fields. */
  readonly #errors: readonly string[];

  constructor(store: string, path: string, status: number, errors: readonly string[]) {
    super('KEY_STORE_REFUSED', `The key store ${store} ${whyRefused(status, errors)}.`, { store, status });
    this.status = status;
    this.path = path;
    this.#errors = errors;
  }

  says(pattern: RegExp): boolean {
    return this.#errors.some((text) => pattern.test(text));
  }
}

/** A standby that does not forward sends to the active one. The token only goes where the configuration says. */
const REDIRECTED =
  'sends elsewhere, which is not followed: it may be a standby. Let stores.vault.address name the active node or a load balancer';

/**
 * What an answer of Vault or OpenBao says.
 *
 * @param path that was asked for
 * @throws VaultRefusal, HoldfastError KEY_STORE_UNREACHABLE, KEY_STORE_ANSWER_INVALID
 * @see https://developer.hashicorp.com/vault/api-docs#http-status-codes
 */
export function readVaultAnswer(store: string, path: string, { status, body }: StoreAnswer): SecretObject {
  const json = body.length === 0 ? null : readSecretJson(body);
  body.fill(0);
  const answer = objectIn(json?.value);
  if (status === 204) return new Map();
  if (status === 200 && answer !== null) return answer;
  const errors = errorsIn(answer?.get('errors'));
  forgetJson(answer ?? undefined);
  if (status === 200) throw notUnderstood(store, 'gives no JSON object');
  if (status === 503 && errors.some((text) => /sealed/i.test(text)))
    throw unreachable(store, 'is sealed itself: somebody has to unseal it', { status });
  if (status === 429) throw unreachable(store, 'has too much to do (status 429)', { status });
  if ([301, 302, 303, 307, 308].includes(status)) throw unreachable(store, REDIRECTED, { status });
  if (status === 472 || status === 473)
    throw unreachable(store, `is a standby (status ${status})`, { status });
  // 412: a standby that has not yet seen what was written.
  if (status === 412 || status >= 500) throw unreachable(store, `answers with status ${status}`, { status });
  throw new VaultRefusal(store, path, status, errors);
}

function errorsIn(value: SecretJson | undefined): string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: SecretJson) => textIn(one) ?? []).map((text) => text.slice(0, 500));
}

function whyRefused(status: number, errors: readonly string[]): string {
  const says = (pattern: RegExp) => errors.some((text) => pattern.test(text));
  if (says(/invalid (role or secret )?id|invalid secret id|invalid role id/i))
    return 'does not accept the role id or the secret id';
  if (says(/bad token|invalid token/i)) return 'does not accept the token: it has expired, or was revoked';
  if (status === 403)
    return 'denies it: the token is not valid any more, or its policies do not allow this path';
  if (status === 404) return 'has nothing at this path: check the mount, the name and the namespace';
  if (says(/encryption key not found/i)) return 'has no Transit key of that name';
  if (status === 400) return 'does not take the request (status 400)';
  return `refuses with status ${status}`;
}
