import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { HoldfastError } from '@holdfast/errors';
import type { GatewayConfig } from '@holdfast/gateway';
import type { AwsClient, VaultClient, VaultLogin } from '@holdfast/vault/providers';
import type { LoadedConfig } from './config-file.ts';

/*
 * The managed key stores that the configuration names, as clients. One of each for a configuration: a token that came through
 * the environment is there once.
 */

const vaults = new WeakMap<GatewayConfig['stores'], VaultClient>();
const clouds = new WeakMap<GatewayConfig['stores'], AwsClient>();

/** @throws HoldfastError CONFIG_INVALID */
export async function vaultClientOf({ config, folder }: LoadedConfig): Promise<VaultClient> {
  const known = vaults.get(config.stores);
  if (known !== undefined) return known;
  const settings = config.stores.vault;
  if (settings === null) throw missing('stores.vault', '{address: https://…, login: {…}}');
  const { VaultClient } = await import('@holdfast/vault/providers');
  const client = new VaultClient({
    address: settings.address,
    namespace: settings.namespace,
    ca: certificates(folder, settings.ca),
    timeoutMs: settings.timeout_ms,
    login: loginOf(settings.login, folder),
    environment: process.env,
  });
  vaults.set(config.stores, client);
  return client;
}

/** @throws HoldfastError CONFIG_INVALID */
export async function awsClientOf({ config, folder }: LoadedConfig): Promise<AwsClient> {
  const known = clouds.get(config.stores);
  if (known !== undefined) return known;
  const settings = config.stores.aws;
  if (settings === null) throw missing('stores.aws', '{region: eu-central-1}');
  const { AwsClient } = await import('@holdfast/vault/providers');
  const client = new AwsClient({
    region: settings.region,
    endpoints: settings.endpoints,
    credentials: settings.credentials,
    profile: settings.profile,
    ca: certificates(folder, settings.ca),
    timeoutMs: settings.timeout_ms,
    environment: process.env,
  });
  clouds.set(config.stores, client);
  return client;
}

/** Ends tokens that were got for this command. */
export async function closeStores({ config }: Pick<LoadedConfig, 'config'>): Promise<void> {
  await vaults.get(config.stores)?.close();
}

/** A part of the configuration is needed. */
export function missing(key: string, example: string): HoldfastError {
  return new HoldfastError(
    'CONFIG_INVALID',
    `${key} is missing in the configuration. Say ${key}: ${example}.`,
    {
      key,
    },
  );
}

type Login = NonNullable<GatewayConfig['stores']['vault']>['login'];

function loginOf(login: Login, folder: string): VaultLogin {
  switch (login.method) {
    case 'token':
      return { method: 'token', file: login.file === null ? null : resolve(folder, login.file) };
    case 'approle':
      return {
        method: 'approle',
        mount: login.mount,
        roleId: login.role_id,
        secretIdFile: resolve(folder, login.secret_id_file),
      };
    case 'kubernetes':
      return {
        method: 'kubernetes',
        mount: login.mount,
        role: login.role,
        tokenFile: resolve(folder, login.token_file),
      };
  }
}

function certificates(folder: string, file: string | null): string | null {
  return file === null ? null : readFileSync(resolve(folder, file), 'utf8');
}
