import { formatDate } from '@holdfast/engine';
import { type AcceptedRows, valuesOf } from '../accepted-rows.ts';
import { medianInPlace } from './median.ts';
import type { QualityReport } from './schema.ts';
import { Worst } from './worst.ts';

type OddVolume = NonNullable<QualityReport['volume']>['spikes']['worst'][number];

/** More than the whole supply changing hands five times a day is no trading but a mistake, or wash trading. */
const CAP_FACTOR = 5;
const SPIKE_FACTOR = 100;
const SPIKE_WINDOW = 30;

/** Volumes that can't be believed: far above the market cap, or far above the asset's own usual. Null without volumes. */
export function checkVolume(rows: AcceptedRows): QualityReport['volume'] {
  const volume = valuesOf(rows, 'volume');
  if (volume === undefined) return null;
  const caps = valuesOf(rows, 'marketCap');
  return {
    aboveMarketCap: caps ? aboveMarketCap(rows, volume, caps) : null,
    spikes: spikes(rows, volume),
  };
}

function aboveMarketCap(rows: AcceptedRows, volume: Float64Array, caps: Float64Array) {
  const found = new OddVolumes();
  rows.assets.forEach((asset, a) => {
    for (let i = rows.offsets[a]; i < rows.offsets[a + 1]; i++) {
      if (volume[i] > CAP_FACTOR * caps[i]) found.add(asset, rows.day[i], volume[i], caps[i]);
    }
  });
  return { factor: CAP_FACTOR, ...found.result };
}

function spikes(rows: AcceptedRows, volume: Float64Array) {
  const found = new OddVolumes();
  const before = new Float64Array(SPIKE_WINDOW);
  rows.assets.forEach((asset, a) => {
    let largest = 0;
    for (let i = rows.offsets[a] + SPIKE_WINDOW; i < rows.offsets[a + 1]; i++) {
      // A median is at least the least value, so most days need no sorting.
      largest = volume[i] / SPIKE_FACTOR;
      let below = 0;
      for (let k = i - SPIKE_WINDOW; k < i; k++) if (volume[k] < largest) below++;
      if (below < SPIKE_WINDOW / 2) continue;
      before.set(volume.subarray(i - SPIKE_WINDOW, i));
      const present = before.filter((value) => value > 0);
      const median = medianInPlace(present);
      if (volume[i] > SPIKE_FACTOR * median) found.add(asset, rows.day[i], volume[i], median);
    }
  });
  return { factor: SPIKE_FACTOR, window: SPIKE_WINDOW, ...found.result };
}

class OddVolumes {
  readonly #worst = new Worst<OddVolume>();
  readonly #assets = new Set<string>();
  #rows = 0;

  add(asset: string, day: number, volume: number, reference: number): void {
    this.#rows++;
    this.#assets.add(asset);
    const factor = Math.min(volume / reference, Number.MAX_VALUE);
    this.#worst.offer(factor, () => ({ asset, date: formatDate(day), volume, reference, factor }));
  }

  get result(): { rows: number; assets: number; worst: OddVolume[] } {
    return { rows: this.#rows, assets: this.#assets.size, worst: this.#worst.list };
  }
}
