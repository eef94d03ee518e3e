import { homedir } from 'node:os';
import { join } from 'node:path';
import { badCredentials, isUnreachable } from '../store-errors.ts';
import { type AwsCredentials, type CredentialSource, credentialsOf } from './aws-credentials.ts';
import { fromContainer, fromInstance } from './metadata.ts';
import { fromSharedFile } from './shared-file.ts';

export interface CredentialSettings {
  readonly source: CredentialSource;
  /** Of the shared credentials file; null for AWS_PROFILE, else `default`. */
  readonly profile: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** Credentials that expire are fetched anew so long before. */
const MARGIN_MS = 5 * 60_000;

/**
 * The credentials for AWS, from the places where AWS's own tools look, in their order: environment, shared file, container,
 * instance. Those that expire are fetched again before they do.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
export class CredentialChain {
  readonly #settings: CredentialSettings;
  #held: AwsCredentials | null = null;

  constructor(settings: CredentialSettings) {
    this.#settings = settings;
  }

  /** @throws HoldfastError KEY_STORE_CREDENTIALS, KEY_STORE_UNREACHABLE */
  async get(): Promise<AwsCredentials> {
    const now = this.#settings.clock();
    const held = this.#held;
    if (held !== null && (held.expiresAt === null || held.expiresAt - MARGIN_MS > now)) return held;
    try {
      this.#held = await this.#find();
    } catch (error) {
      // Nearly over is not over: a pause of the endpoint stops nothing.
      if (held?.expiresAt && held.expiresAt > now && isUnreachable(error)) return held;
      throw error;
    }
    if (this.#held.expiresAt !== null && this.#held.expiresAt <= now) {
      this.#held = null;
      throw badCredentials('they have expired, and no others are to be had');
    }
    return this.#held;
  }

  /** Drops what is held, because AWS refused it. @returns whether asking again may give others */
  forget(): boolean {
    this.#held = null;
    return this.#settings.source !== 'environment';
  }

  async #find(): Promise<AwsCredentials> {
    const { source, environment } = this.#settings;
    const tried = (name: CredentialSource) => source === 'auto' || source === name;
    const found =
      (tried('environment') ? fromEnvironment(environment) : null) ??
      (tried('profile') ? this.#fromProfile() : null) ??
      (tried('container') ? await fromContainer(environment) : null) ??
      (tried('instance') ? await this.#fromInstance() : null);
    if (found !== null) return found;
    const where =
      source === 'auto'
        ? 'environment, shared file, container and instance have none'
        : `"${source}" has none`;
    throw badCredentials(where);
  }

  #fromProfile(): AwsCredentials | null {
    const { profile, environment } = this.#settings;
    const path =
      environment.AWS_SHARED_CREDENTIALS_FILE ?? join(environment.HOME ?? homedir(), '.aws', 'credentials');
    const name = profile ?? environment.AWS_PROFILE ?? 'default';
    const found = fromSharedFile(path, name);
    if (found === null && profile !== null) throw badCredentials(`${path} has no profile "${profile}"`);
    return found;
  }

  /** On a machine that is none of EC2's nobody answers; that is no credential rather than a store that is down. */
  async #fromInstance(): Promise<AwsCredentials | null> {
    try {
      return await fromInstance(this.#settings.environment);
    } catch (error) {
      if (this.#settings.source === 'auto' && isUnreachable(error)) return null;
      throw error;
    }
  }
}

function fromEnvironment(environment: CredentialSettings['environment']): AwsCredentials | null {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = environment;
  if (id === undefined && secret === undefined) return null;
  return credentialsOf('the environment', {
    accessKeyId: id ?? '',
    secret: Buffer.from(secret ?? ''),
    sessionToken: token === undefined || token === '' ? null : token,
    expiresAt: null,
  });
}
