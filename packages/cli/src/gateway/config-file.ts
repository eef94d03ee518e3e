import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { defaultConfig, type GatewayConfig, readConfig } from '@holdfast/gateway';
import { homeOf } from '../snapshot-choice.ts';
import type { Terminal } from '../terminal.ts';

/** The configuration in force and where it is from. */
export interface LoadedConfig {
  readonly config: GatewayConfig;
  /** The data folder. */
  readonly home: string;
  /** Relative paths in the file start here. */
  readonly folder: string;
  /** DATABASE_URL, which outranks the file. */
  readonly databaseUrl: string | null;
}

/**
 * Reads the gateway's configuration: `--config`, else `HOLDFAST_CONFIG`, else `gateway.yaml` in the data home; without
 * any of them the defaults.
 *
 * @throws HoldfastError CONFIG_SYNTAX, CONFIG_INVALID
 */
export async function loadConfig(named: string | undefined, terminal: Terminal): Promise<LoadedConfig> {
  const home = homeOf(terminal);
  const databaseUrl = terminal.environment.DATABASE_URL ?? null;
  const chosen = named ?? terminal.environment.HOLDFAST_CONFIG;
  const path = chosen === undefined ? join(home, 'gateway.yaml') : resolve(terminal.workingDirectory, chosen);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!missing || chosen !== undefined) throw error;
    return { config: defaultConfig(), home, folder: home, databaseUrl };
  }
  return { config: readConfig(text, path), home, folder: dirname(path), databaseUrl };
}
