/** How much a finding wants of its reader: `urgent` and `due` want something done, a `note` only wants to be known. */
export type KeyFindingLevel = 'urgent' | 'due' | 'note';

/** Something worth knowing about a key. */
export interface KeyFinding {
  readonly level: KeyFindingLevel;
  /** Stable name of the kind of finding, such as `rotation-due`. */
  readonly code: string;
  readonly text: string;
  /** The command that mends it; null when there is none. */
  readonly action: string | null;
}

/** A real exchange key, by the version of it that signs. */
export interface ReportedExchangeKey {
  readonly name: string;
  readonly exchange: string;
  /** Whether it signs for the exchange's real host, or for one that the configuration put in its place. */
  readonly target: 'real' | 'redirected';
  /** The version that signs; null: none. */
  readonly version: number | null;
  /** When that version was added, ISO 8601. */
  readonly added: string | null;
  /** Whole days since then. */
  readonly ageDays: number | null;
  /** When a virtual key last used it, ISO 8601; null: not in the period. */
  readonly lastUsed: string | null;
  /** What the exchange said the version may do; null: it didn't say. */
  readonly permissions: {
    readonly read: boolean | null;
    readonly trade: boolean | null;
    readonly withdraw: boolean | null;
    readonly ipRestricted: boolean | null;
  } | null;
  /** When it is to be renewed, ISO 8601; null: on no schedule. */
  readonly rotateBy: string | null;
  /** Marked to be deleted: before this its secret is not destroyed, ISO 8601; null: it is not marked. */
  readonly deleteAfter: string | null;
  readonly acceptedRisks: readonly string[];
  readonly riskReason: string | null;
  /** Virtual keys that can sign with it now. */
  readonly virtualKeys: readonly string[];
  /** The worst first. */
  readonly findings: readonly KeyFinding[];
}

/** A virtual key, by its newest generation that still works. */
export interface ReportedVirtualKey {
  readonly name: string;
  readonly exchange: string;
  /** Name of the exchange key it signs with. */
  readonly key: string;
  readonly generation: number;
  /** When that generation was issued, ISO 8601. */
  readonly issued: string;
  /** When the next generation is to be issued, ISO 8601; null: on no schedule. */
  readonly rotateBy: string | null;
  /** When it ends by itself, ISO 8601; null: never. */
  readonly expires: string | null;
  /** When any of its generations was last used, ISO 8601; null: not in the period. */
  readonly lastUsed: string | null;
  /** The worst first. */
  readonly findings: readonly KeyFinding[];
}

/** What is to be known of all keys at one time. The keys with the worst findings come first. */
export interface KeyReport {
  /** ISO 8601. */
  readonly assessed: string;
  /** Age at which an exchange key without a schedule of its own is due for rotation: `90d`; null: never. */
  readonly rotateAfter: string | null;
  /** How far back use was looked for: `30d`. */
  readonly unusedAfter: string;
  /** How many findings want something done. */
  readonly due: number;
  readonly exchangeKeys: readonly ReportedExchangeKey[];
  readonly virtualKeys: readonly ReportedVirtualKey[];
}
