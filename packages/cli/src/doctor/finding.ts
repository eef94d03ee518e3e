/** What a check found. */
export interface Finding {
  /** What was looked at, such as `database`. */
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'failed';
  readonly told: string;
  /** What to do; null when nothing is. */
  readonly advice: string | null;
}

export const ok = (name: string, told: string): Finding => ({ name, state: 'ok', told, advice: null });

export const warning = (name: string, told: string, advice: string): Finding => ({
  name,
  state: 'warning',
  told,
  advice,
});

export const failed = (name: string, told: string, advice: string): Finding => ({
  name,
  state: 'failed',
  told,
  advice,
});
