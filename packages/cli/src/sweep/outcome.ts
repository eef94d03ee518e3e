/** What came of one combination: its packed statistics, or why it can't exist. */
export type Outcome =
  | { readonly index: number; readonly statistics: readonly number[] }
  | { readonly index: number; readonly refused: { readonly code: string; readonly message: string } };
