/** One sign of life of a long step. */
export interface Progress {
  readonly step: 'read' | 'settle' | 'quality' | 'write' | 'publish';
  /** Bytes of the source for `read` of a CSV, rows otherwise. */
  readonly done: number;
  readonly total: number;
}

export type OnProgress = (progress: Progress) => void;
