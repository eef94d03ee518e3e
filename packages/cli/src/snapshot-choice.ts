import { homedir } from 'node:os';
import type { Panel } from '@holdfast/engine';
import { HoldfastError } from '@holdfast/errors';
import {
  DEMO_NAME,
  dataHome,
  listSnapshots,
  loadPanel,
  loadTags,
  openSnapshot,
  type Snapshot,
} from '@holdfast/market';
import type { Identities } from './backtest/backtest-json.ts';
import type { Terminal } from './terminal.ts';

/** A snapshot ready to be computed with. */
export interface Market {
  readonly snapshot: Snapshot;
  readonly panel: Panel;
  /** What repeats a result, as every output carries it. */
  readonly identity: Identities['snapshot'];
}

/** The data home of this person. */
export function homeOf({ environment }: Terminal): string {
  return dataHome(environment, homedir());
}

/** Names of all snapshots, sorted. */
export async function namesOfSnapshots(terminal: Terminal): Promise<string[]> {
  const snapshots = await listSnapshots(homeOf(terminal));
  return snapshots.flatMap(({ name }) => (name === null ? [] : [name]));
}

/**
 * The snapshot of that name or hash; without a name the only one there is, or else `demo`.
 *
 * @throws HoldfastError SNAPSHOT_CHOICE, and what `openSnapshot` throws
 */
export async function chooseSnapshot(name: string | undefined, terminal: Terminal): Promise<Snapshot> {
  const home = homeOf(terminal);
  if (name !== undefined) return openSnapshot(home, name);
  const names = await namesOfSnapshots(terminal);
  if (names.length === 1) return openSnapshot(home, names[0]);
  if (names.includes(DEMO_NAME)) return openSnapshot(home, DEMO_NAME);
  throw new HoldfastError(
    'SNAPSHOT_CHOICE',
    names.length === 0
      ? 'There is no market data yet. Import some with "holdfast data import FILE --as NAME …", or try "holdfast demo", which brings its own.'
      : `Say which snapshot to use with --snapshot. There are: ${names.join(', ')}.`,
    { names },
  );
}

/** Chooses a snapshot and loads it. With `shared`, worker threads can read its arrays without a copy. */
export async function loadMarket(
  name: string | undefined,
  terminal: Terminal,
  options: { readonly shared?: boolean } = {},
): Promise<Market> {
  return loadSnapshot(await chooseSnapshot(name, terminal), options);
}

/** Loads a snapshot that was chosen before. */
export async function loadSnapshot(
  snapshot: Snapshot,
  { shared = false }: { readonly shared?: boolean } = {},
): Promise<Market> {
  const tags = loadTags();
  const panel = await loadPanel(snapshot, { shared, tags });
  const { manifest } = snapshot;
  return {
    snapshot,
    panel,
    identity: { name: snapshot.name ?? manifest.name, sha256: manifest.sha256, tags_sha256: tags.sha256 },
  };
}
