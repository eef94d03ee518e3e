import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { type PlainSettings, settingsOf } from '@holdfast/gateway';
import { version } from '../installation.ts';
import type { LoadedConfig } from './config-file.ts';

/** The settings that a gateway of this configuration runs with; certificates are read here. */
export function plainSettings({ config, folder }: LoadedConfig): PlainSettings {
  return settingsOf(config, {
    replica: `${hostname().replaceAll(/[^A-Za-z0-9.-]/g, '-')}-${process.pid}`
      .slice(-60)
      .replace(/^[^A-Za-z0-9]+/, ''),
    version: version(),
    readFile: (path) => readFileSync(resolve(folder, path), 'utf8'),
  });
}
