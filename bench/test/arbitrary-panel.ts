import { type AssetTags, compareAssetIds, type PanelData, parseDate } from '@holdfast/engine';
import fc from 'fast-check';
import { type Seeded, seeded } from './seeded.ts';

/** What a random panel looks like; the numbers themselves come from `seed`. */
export interface PanelShape {
  readonly seed: number;
  readonly assets: number;
  readonly days: number;
  readonly start: string;
  /** Which calendar days the whole panel lacks. */
  readonly calendar: 'full' | 'no weekends' | 'holes';
  /** Chance that a day of an asset is missing. */
  readonly gaps: number;
  /** Chance that an asset is listed late, and that it disappears. */
  readonly late: number;
  readonly deaths: number;
  /** Chance that a cap or volume is missing. */
  readonly missing: number;
  /** Chance that an asset's caps are among three round numbers. */
  readonly ties: number;
  /** Chance that an asset's price stands still for a while. */
  readonly flat: number;
  /** Chance that an asset repeats another's rows under another id. */
  readonly twins: number;
}

/** Always in a random panel, tagged stablecoin: what `cash_asset` can name. */
export const STABLE = 'stable-dollar';

const chance = (rate: number) => fc.constantFrom(0, 0, rate, rate * 4);

/** Shapes biased to small panels, in which more happens a day. */
export const panelShape: fc.Arbitrary<PanelShape> = fc.record({
  seed: fc.nat(2 ** 31 - 1),
  assets: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 5, max: 12 }) },
    { weight: 1, arbitrary: fc.integer({ min: 13, max: 40 }) },
  ),
  days: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 20, max: 70 }) },
    { weight: 1, arbitrary: fc.integer({ min: 71, max: 200 }) },
  ),
  // A leap February, a turn of the year, a quarter, and a common year.
  start: fc.constantFrom('2020-02-10', '2019-12-10', '2021-03-15', '2024-01-20', '2022-06-20'),
  calendar: fc.constantFrom('full', 'full', 'no weekends', 'holes'),
  gaps: chance(0.02),
  late: chance(0.15),
  deaths: chance(0.15),
  missing: chance(0.03),
  ties: chance(0.2),
  flat: chance(0.15),
  twins: chance(0.1),
});

const SECTORS = ['defi', 'meme', 'layer-1', null];
const IDS = ['bitcoin', 'ethereum', STABLE, 'ｚ-wide', '\u{1f600}-face', 'émile'];

interface RandomAsset {
  readonly id: string;
  readonly tags: AssetTags;
  readonly close: number[];
  readonly marketCap: number[];
  readonly volume: number[];
}

function tagsOf(id: string, random: Seeded): AssetTags {
  if (id === STABLE) return { sector: null, tags: ['stablecoin'] };
  const sector = random.pick(SECTORS);
  const kind = random.chance(0.1) ? [random.pick(['wrapped', 'stablecoin', 'leveraged'])] : [];
  return { sector, tags: [...(sector === null ? [] : [sector]), ...kind] };
}

function randomAsset(id: string, shape: PanelShape, days: number, random: Seeded): RandomAsset {
  const first = random.chance(shape.late) ? random.integer(1, days - 1) : 0;
  const end = random.chance(shape.deaths) ? random.integer(first, days - 1) : days;
  const standsFrom = random.chance(shape.flat) ? random.integer(0, days - 1) : days;
  const standsTo = standsFrom + random.integer(3, 30);
  const tied = random.chance(shape.ties);
  const supply = 10 ** random.integer(4, 8);
  const risk = id === STABLE ? 0.002 : 0.02 + 0.06 * random.next();
  let price = id === STABLE ? 1 : 10 ** random.integer(-4, 3) * (1 + random.next());
  const asset: RandomAsset = { id, tags: tagsOf(id, random), close: [], marketCap: [], volume: [] };
  for (let t = 0; t < days; t++) {
    if (t < standsFrom || t >= standsTo) price *= Math.exp(risk * random.normal());
    const cap = tied ? 1e6 * random.integer(1, 3) : Math.round(price * supply);
    const volume = random.integer(1, 4) * 10 ** random.integer(5, 7);
    const there = t >= first && t < end && !random.chance(shape.gaps);
    const known = (value: number) =>
      there && value > 0 && !random.chance(shape.missing) ? value : Number.NaN;
    asset.close.push(there ? price : Number.NaN);
    asset.marketCap.push(known(cap));
    asset.volume.push(known(volume));
  }
  return asset;
}

function daysOf({ start, days, calendar }: PanelShape, random: Seeded): number[] {
  const first = parseDate(start);
  return Array.from({ length: days }, (_, k) => first + k).filter((day) => {
    if (calendar === 'no weekends') return ![0, 6].includes(new Date(day * 86_400_000).getUTCDay());
    return calendar === 'full' || !random.chance(0.2);
  });
}

/** The panel of a shape: always the same one. */
export function panelOf(shape: PanelShape): PanelData {
  const random = seeded(shape.seed);
  const days = daysOf(shape, random);
  const ids = Array.from({ length: shape.assets }, (_, k) => IDS[k] ?? `asset-${k}`);
  const assets: RandomAsset[] = [];
  for (const id of ids) {
    const twin =
      id !== STABLE && assets.length > 0 && random.chance(shape.twins) ? random.pick(assets) : null;
    const fresh = randomAsset(id, shape, days.length, random);
    assets.push(twin === null || twin.id === STABLE ? fresh : { ...twin, id, tags: fresh.tags });
  }
  assets.sort((a, b) => compareAssetIds(a.id, b.id));
  // A date is one of the panel's only if some asset has a row on it.
  const kept = days.map((_, t) => t).filter((t) => assets.some(({ close }) => close[t] > 0));
  const cells = (pick: (asset: RandomAsset) => number[]) =>
    Float64Array.from(assets.flatMap((asset) => kept.map((t) => pick(asset)[t])));
  return {
    assets: assets.map(({ id }) => id),
    dates: Int32Array.from(kept.map((t) => days[t])),
    close: cells(({ close }) => close),
    marketCap: cells(({ marketCap }) => marketCap),
    volume: cells(({ volume }) => volume),
    tags: assets.map(({ tags }) => tags),
  };
}
