import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { type PlainSettings, settingsOf } from '@holdfast/gateway';
import { version } from '../installation.ts';
import type { LoadedConfig } from './config-file.ts';

/** The settings that a gateway of this configuration runs with; certificates are read here. */
export function plainSettings({ config, folder }: LoadedConfig): PlainSettings {
  const name =
    config.replica ??
    hostname()
      .replaceAll(/[^A-Za-z0-9.-]/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '');
  return settingsOf(config, {
    // Two processes of one name would both think that they may send with a nonce.
    replica: `${name.slice(0, 50)}-${randomBytes(4).toString('hex')}`.replace(/^-/, ''),
    version: version(),
    readFile: (path) => readFileSync(resolve(folder, path), 'utf8'),
    resolvePath: (path) => resolve(folder, path),
  });
}
