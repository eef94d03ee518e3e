/** What is wrong with an export. */
export type ExportFault =
  /** A line that exports don't have, or in a form they don't have it. */
  | 'malformed'
  /** The bytes of an entry are not those its leaf hash is of. */
  | 'changed entry'
  /** Another index than the one that is next: something was removed, put in, doubled or moved. */
  | 'wrong index'
  /** The entries up to a checkpoint are not those it was signed over. */
  | 'wrong root'
  /** A checkpoint that the log didn't sign, that stands in the wrong place, or is of more entries than there are. */
  | 'wrong checkpoint'
  /** The end is missing, or there is something behind it. */
  | 'cut off'
  /** The export is of another log, or was made with another key. */
  | 'other log'
  /** A checkpoint from outside is of another history, or of entries that are missing. */
  | 'disagrees with outside checkpoint';

/** What is wrong and where. */
export interface ExportProblem {
  readonly fault: ExportFault;
  /** Of the line it was found at, from 1. */
  readonly line: number;
  /**
   * The first entry that differs from what was logged is not before `from` and not after `to`. Everything before
   * `from` is proven by a signed checkpoint. Both are equal when it is known exactly. Null when the fault is in what
   * stands around the entries.
   */
  readonly firstDifference: { readonly from: number; readonly to: number } | null;
  /** For a person. */
  readonly message: string;
}

/** A checkpoint from outside and what the export says to it. */
interface OutsideAgreement {
  readonly size: number;
  readonly agrees: boolean;
}

/** An operator's acceptance of a rolled back database, as the log tells it. */
export interface AcceptedRollback {
  readonly index: number;
  readonly abandonedSize: number;
  readonly abandonedRoot: string;
}

/** The result of verifying an export. */
export interface Verification {
  readonly origin: string;
  /** Entries read, up to the problem if there is one. */
  readonly entries: number;
  readonly checkpoints: number;
  /** Entries that are covered by a checkpoint in the export. */
  readonly signed: number;
  readonly outside: readonly OutsideAgreement[];
  /** Where a newer history was given up; an outside checkpoint of it can't agree. */
  readonly rollbacks: readonly AcceptedRollback[];
  /** Null when the export is sound. */
  readonly problem: ExportProblem | null;
}

/**
 * What a verification means, in sentences for a person: what is proven, and what can't be.
 *
 * @example
 * for (const sentence of explainVerification(verification)) print(sentence);
 */
export function explainVerification(verification: Verification): string[] {
  const { problem, entries, signed, outside, rollbacks } = verification;
  const sentences: string[] = [];
  if (problem !== null) {
    sentences.push(problem.message);
    if (problem.firstDifference !== null) sentences.push(place(problem.firstDifference));
  } else if (entries === 0) {
    sentences.push(
      'The export holds no entries, so nothing is proven; entries get their place with the next checkpoint.',
    );
  } else {
    const checkpoints = `${verification.checkpoints} ${verification.checkpoints === 1 ? 'checkpoint' : 'checkpoints'}`;
    sentences.push(`All ${entries} entries and ${checkpoints} fit together.`);
  }

  const held = Math.max(0, ...outside.filter(({ agrees }) => agrees).map(({ size }) => size));
  if (held > 0) {
    sentences.push(
      `The first ${held} entries are what the outside checkpoint was signed over, whoever has the log's key now.`,
    );
  }
  if (signed > held) {
    sentences.push(
      `The entries ${held} to ${signed - 1} are vouched for by checkpoints inside the export only: with the log's signing key they could have been written anew. A checkpoint kept elsewhere rules that out.`,
    );
  }
  if (problem === null && entries > signed) {
    sentences.push(
      `The entries ${signed} to ${entries - 1} came after the newest checkpoint: nobody has signed them yet, so a change in them can't be found.`,
    );
  }
  if (problem === null) {
    sentences.push(
      held === 0
        ? 'Entries that were cut off at the end, with their checkpoints, can only be missed by a checkpoint kept elsewhere.'
        : 'Entries after the outside checkpoint that were cut off, with their checkpoints, would not be missed.',
    );
  }
  for (const { index, abandonedSize } of rollbacks) {
    sentences.push(
      `Entry ${index} says that an operator accepted an older database: a history of ${abandonedSize} entries was given up there.`,
    );
  }
  return sentences;
}

function place({ from, to }: { readonly from: number; readonly to: number }): string {
  if (from === to) return `The first difference is entry ${from}.`;
  return `The first difference is between entry ${from} and entry ${to}; everything before entry ${from} is proven.`;
}
