import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { Database } from '@holdfast/database';
import { printable } from '../output/printable.ts';
import type { Terminal } from '../terminal.ts';
import type { LoadedConfig } from './config-file.ts';
import { greetingOf, placeOf } from './gateway-socket.ts';
import { type Reimported, readSources, sentence } from './reimport-keys.ts';

const MINUTE_MS = 60_000;
const MOST_OUTPUT = 1_000_000;
const MAIN = join(import.meta.dirname, '..', 'main.ts');

/**
 * The environment of commands that import again, taken before a store's token is taken out of it. Without the vault's key, where that is in it: a
 * running gateway has it.
 */
export function importEnvironment({ config }: LoadedConfig): Readonly<Record<string, string | undefined>> {
  if (config.imports.every_minutes === null) return {};
  const { [config.vault.variable]: _, ...rest } = process.env;
  return rest;
}

/** What looks after imported keys. */
interface ImportWatch {
  /** Looks once, after what is under way. */
  look(): void;
  /** Ends it, and what is under way. */
  end(): Promise<void>;
}

/**
 * Looks, for as long as the gateway runs, whether imported keys have rotated in their stores, and imports them again as the
 * operator that the configuration names. What goes wrong is said and tried again next time; the gateway goes on.
 *
 * A command in a process of its own does it, so that nothing of a secret stays in the launcher, which lives for long.
 *
 * @param config as `--config` named it
 * @param environment as `importEnvironment` gave it
 */
export function watchImports(
  loaded: LoadedConfig,
  db: Database,
  config: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  terminal: Terminal,
): ImportWatch {
  const { every_minutes: every, operator, operator_key_file: file } = loaded.config.imports;
  if (every === null) return { look: () => undefined, end: async () => undefined };
  const command = [
    ...['key', 'reimport', '--json', '--stdin'],
    ...(config === undefined ? [] : ['--config', resolve(terminal.workingDirectory, config)]),
    ...(operator === null ? [] : ['--operator', operator]),
    ...(file === null ? [] : ['--operator-key-file', resolve(loaded.folder, file)]),
  ];
  const stop = new AbortController();
  const said = new Map<string, string>();
  /** The same trouble is said once. */
  const say = (about: string, text: string | null) => {
    if (text !== null && said.get(about) !== text) terminal.stderr.write(`${printable(text)}\n`);
    if (text === null) said.delete(about);
    else said.set(about, text);
  };
  const lookAtAll = async () => {
    if (stop.signal.aborted) return;
    const place = placeOf(loaded.home);
    const greeting = place === null ? null : await greetingOf(place);
    // A sealed gateway takes no new keys, and its vault is not to be opened for this.
    if (greeting?.vault !== 'open' || (await readSources(db)).length === 0) return;
    if (greeting.operators && file === null && environment.HOLDFAST_OPERATOR_FILE === undefined) {
      return say(
        '',
        'Imported keys are not looked after: this vault has operators, so set imports.operator and imports.operator_key_file.',
      );
    }
    const keys = await run(command, environment, stop.signal);
    if (stop.signal.aborted) return;
    say('', typeof keys === 'string' ? `Imported keys could not be looked after: ${keys}` : null);
    if (typeof keys === 'string') return;
    for (const key of keys) {
      if (key.state === 'imported') terminal.stderr.write(`${sentence(key)}\n`);
      else say(key.name, key.state === 'failed' ? sentence(key) : null);
    }
  };
  let underWay: Promise<void> = Promise.resolve();
  const look = () => {
    underWay = underWay.then(lookAtAll).catch((error: unknown) => {
      say('', `Imported keys could not be looked after: ${error instanceof Error ? error.message : error}`);
    });
  };
  const timer = setInterval(look, every * MINUTE_MS);
  return {
    look,
    end: async () => {
      clearInterval(timer);
      stop.abort();
      await underWay;
    },
  };
}

/** What became of each key; or, as text, why nobody knows. */
async function run(
  command: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<readonly Reimported[] | string> {
  const child = spawn(process.execPath, [MAIN, ...command], {
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C in a terminal reaches its whole foreground group; this one is told in its turn.
    detached: true,
    signal,
    killSignal: 'SIGTERM',
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] = (output[name] + text).slice(0, MOST_OUTPUT);
    });
  }
  await new Promise<void>((done) => {
    child.once('error', () => done());
    child.once('close', () => done());
  });
  try {
    return (JSON.parse(output.stdout) as { keys: readonly Reimported[] }).keys;
  } catch {
    return output.stderr.trim().slice(-500) || 'the command ended without a word';
  }
}
