import { Panel, seededRandom, uniform } from '@holdfast/engine';

/**
 * A market of seeded random walks without gaps, the size the speed table is written for: 500 assets × 3,650 days.
 * Log-normal prices with 3–6 % daily volatility and constant supplies. `shared` puts it where workers can read it.
 */
export function syntheticPanel(assetCount: number, dayCount: number, shared = false): Panel {
  const random = seededRandom(2026);
  // Box and Muller (1958).
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - uniform(random))) * Math.cos(2 * Math.PI * uniform(random));
  const cells = assetCount * dayCount;
  const column = () =>
    new Float64Array(shared ? new SharedArrayBuffer(cells * 8) : new ArrayBuffer(cells * 8));
  const close = column();
  const marketCap = column();
  const volume = column();
  for (let asset = 0; asset < assetCount; asset++) {
    const deviation = 0.03 + 0.03 * uniform(random);
    const supply = Math.exp(15 + 3 * normal());
    let price = Math.exp(3 * normal());
    for (let t = 0; t < dayCount; t++) {
      price *= Math.exp(deviation * normal() - (deviation * deviation) / 2);
      const at = asset * dayCount + t;
      close[at] = price;
      marketCap[at] = price * supply;
      volume[at] = price * supply * 0.05 * Math.exp(0.5 * normal());
    }
  }
  const others = Array.from({ length: assetCount - 2 }, (_, i) => `token-${String(i).padStart(4, '0')}`);
  return new Panel({
    assets: ['bitcoin', 'ethereum', ...others],
    dates: Int32Array.from({ length: dayCount }, (_, t) => 15_000 + t),
    close,
    marketCap,
    volume,
    tags: Array.from({ length: assetCount }, () => ({ sector: null, tags: [] })),
  });
}
