/** When keys are to be renewed, when people are told, and how long a deletion waits. From `keys` in gateway.yaml. */
export interface KeySettings {
  readonly deletionDelayDays: number;
  /** Age at which an exchange key without a schedule of its own is to be renewed, in days; 0: never. */
  readonly rotateExchangeDays: number;
  /** The same of virtual keys. */
  readonly rotateVirtualDays: number;
  /** How many days before people are told, at most; see `leadMs`. */
  readonly remindDays: number;
  /** Addresses that take each reminder by POST. */
  readonly reminderUrls: readonly string[];
}

/** What holds without a file. */
export const DEFAULT_KEY_SETTINGS: KeySettings = {
  deletionDelayDays: 7,
  rotateExchangeDays: 90,
  rotateVirtualDays: 0,
  remindDays: 14,
  reminderUrls: [],
};

/** Bounds of the delay of a deletion, in days: long enough to be noticed, short enough to be an end. */
export const DELETION_DELAY_DAYS = { least: 1, most: 90 } as const;

/** The longest schedule, in days. */
export const MOST_ROTATE_DAYS = 3650;
