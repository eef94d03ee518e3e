/** The snapshot a result came from. */
export interface SnapshotInfo {
  readonly name: string;
  readonly sha256: string;
  /** Epoch days. */
  readonly firstDate: number;
  readonly lastDate: number;
  readonly assets: number;
  readonly dates: number;
  readonly rows: number;
  /** True when no asset disappears from it, or only near its end, because the list of assets was made then. */
  readonly survivorBiased: boolean;
  /** Where the data is from and under which licence; null when unknown. */
  readonly attribution: string | null;
}

/** One check of the data and what it found. */
export interface QualityCheck {
  readonly title: string;
  /** What was looked for and why it matters, in a sentence. */
  readonly meaning: string;
  readonly count: number;
  /** `ok`: nothing to see; `note`: good to know; `warning`: may change results. */
  readonly state: 'ok' | 'note' | 'warning';
  /** The first findings, each in a sentence. */
  readonly examples: readonly string[];
}

/** What the page shows of a snapshot's quality report. */
export interface QualityInput {
  readonly checks: readonly QualityCheck[];
  /** Assets whose last price is before the snapshot's end. */
  readonly disappeared: number;
}
