import { createLibrary, parseDefinition } from '@holdfast/engine';
import type { StoredDefinition } from '@holdfast/trader';
import { namesOf } from '../report/index-report.ts';
import { chooseSnapshot, loadSnapshot, type Market } from '../snapshot-choice.ts';
import type { Terminal } from '../terminal.ts';
import { assetTickers } from './asset-tickers.ts';
import { SnapshotIndex } from './snapshot-index.ts';

interface Known {
  /** SHA-256 of the snapshot that it was computed on. */
  readonly content: string;
  readonly index: Promise<SnapshotIndex>;
}

/**
 * The indices of portfolios, each computed once for what its snapshot's name stands for at that moment. A worker runs for months,
 * and has to see data that is imported meanwhile.
 */
export class SnapshotIndices {
  readonly #terminal: Terminal;
  /** By definition; there is one for each portfolio at most. */
  readonly #known = new Map<string, Known>();
  /** By SHA-256, so that portfolios of one snapshot share it. */
  readonly #markets = new Map<string, Promise<Market>>();

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** @throws HoldfastError SNAPSHOT_NOT_FOUND, and what loading throws */
  async of(definition: StoredDefinition): Promise<SnapshotIndex> {
    const snapshot = await chooseSnapshot(definition.snapshot, this.#terminal);
    const content = snapshot.manifest.sha256;
    const key = JSON.stringify(definition);
    const known = this.#known.get(key);
    if (known?.content === content) return known.index;
    const loading = this.#markets.get(content) ?? loadSnapshot(snapshot);
    this.#markets.set(content, loading);
    const index = loading.then((market) => make(definition, market));
    this.#known.set(key, { content, index });
    index.catch(() => {
      // What could not be read this time may be there the next.
      this.#markets.delete(content);
      if (this.#known.get(key)?.index === index) this.#known.delete(key);
    });
    const used = new Set([...this.#known.values()].map((each) => each.content));
    for (const old of this.#markets.keys()) if (!used.has(old)) this.#markets.delete(old);
    return index;
  }
}

async function make({ id, text, library }: StoredDefinition, market: Market): Promise<SnapshotIndex> {
  const named = createLibrary(
    Object.entries(library).map(([name, body]) => parseDefinition(body, `${name}.yaml`)),
  );
  const tickers = assetTickers(market.panel, await namesOf(market, new Map()));
  return new SnapshotIndex(market.panel, parseDefinition(text, `${id}.yaml`), named, tickers);
}
