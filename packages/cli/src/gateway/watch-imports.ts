import { resolve } from 'node:path';
import type { Database } from '@holdfast/database';
import { HoldfastError } from '@holdfast/errors';
import type { Terminal } from '../terminal.ts';
import type { LoadedConfig } from './config-file.ts';
import { gatewayState, type OperatorOptions } from './operate.ts';
import { readSources, reimport, sentence } from './reimport-keys.ts';
import { SecretInput } from './secret-input.ts';

const MINUTE_MS = 60_000;

/** Nobody is there to type anything. */
class NoInput extends SecretInput {
  constructor() {
    super(true);
  }

  override async passphrase(): Promise<never> {
    throw new HoldfastError(
      'OPERATOR_REQUIRED',
      'This vault has operators, so imported keys need one with a key: set imports.operator and imports.operator_key_file.',
    );
  }
}

/** What looks after imported keys. */
interface ImportWatch {
  /** Looks once, after what is under way. */
  look(): void;
  /** Ends it, and waits for what is under way. */
  end(): Promise<void>;
}

/**
 * Looks, for as long as the gateway runs, whether imported keys have rotated in their stores, and imports them again as the
 * operator that the configuration names. What goes wrong is said and tried again next time; the gateway goes on.
 *
 * @param config as `--config` named it
 */
export function watchImports(
  loaded: LoadedConfig,
  db: Database,
  config: string | undefined,
  terminal: Terminal,
): ImportWatch {
  const { every_minutes: every, operator, operator_key_file: file } = loaded.config.imports;
  if (every === null) return { look: () => undefined, end: async () => undefined };
  const options: OperatorOptions = {
    ...(config === undefined ? {} : { config }),
    ...(operator === null ? {} : { operator }),
    ...(file === null ? {} : { operatorKeyFile: resolve(loaded.folder, file) }),
  };
  const said = new Map<string, string>();
  let ended = false;
  const lookAtAll = async () => {
    // A sealed gateway takes no new keys, and its vault is not to be opened for this.
    if ((await gatewayState(options, terminal)) !== 'open') return;
    for (const known of await readSources(db)) {
      if (ended) return;
      const key = await reimport(loaded, known, options, terminal, new NoInput());
      const text = sentence(key);
      // The same trouble is said once.
      if (key.state !== 'unchanged' && said.get(key.name) !== text) terminal.stderr.write(`${text}\n`);
      if (key.state === 'failed') said.set(key.name, text);
      else said.delete(key.name);
    }
  };
  let underWay: Promise<void> = Promise.resolve();
  const look = () => {
    underWay = underWay.then(lookAtAll).catch((error: unknown) => {
      terminal.stderr.write(
        `Imported keys could not be looked after: ${error instanceof Error ? error.message : String(error)}\n`,
      );
    });
  };
  const timer = setInterval(look, every * MINUTE_MS);
  return {
    look,
    end: async () => {
      ended = true;
      clearInterval(timer);
      await underWay;
    },
  };
}
