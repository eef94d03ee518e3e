/** What a column of a source file can be. The first three are required. */
export interface ImportColumns {
  readonly asset: string;
  readonly date: string;
  readonly close: string;
  readonly marketCap?: string | undefined;
  readonly volume?: string | undefined;
  readonly open?: string | undefined;
  readonly high?: string | undefined;
  readonly low?: string | undefined;
}

/** Roles that hold a number, in the order in which snapshots store them. */
export const VALUE_ROLES = ['close', 'marketCap', 'volume', 'open', 'high', 'low'] as const;
export type ValueRole = (typeof VALUE_ROLES)[number];

/** The value roles that an import fills, `close` first. */
export function importedRoles(columns: ImportColumns): ValueRole[] {
  return VALUE_ROLES.filter((role) => columns[role] !== undefined);
}
