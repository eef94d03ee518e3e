import { isHoldfastError } from '@holdfast/errors';
import { listPortfolios, openRebalance } from '@holdfast/trader';
import { counted } from '../output/format.ts';
import { printable } from '../output/printable.ts';
import { type TraderOptions, withTrader } from '../portfolio/open-trader.ts';
import type { Terminal } from '../terminal.ts';
import { type Finding, failed, ok, warning } from './finding.ts';

/** Milliseconds that the trader allows for clocks that differ, less those of the exchange's own. */
const MOST_SKEW_MS = 1000;

/** Portfolios that a person has to look at. */
export async function checkPortfolios(options: TraderOptions, terminal: Terminal): Promise<Finding[]> {
  try {
    return await withTrader(options, terminal, async ({ db }) => {
      const portfolios = await listPortfolios(db);
      const findings: Finding[] = [
        ok(
          'portfolios',
          portfolios.length === 0 ? 'there are none' : counted(portfolios.length, 'portfolio'),
        ),
      ];
      for (const { name, number, pausedReason } of portfolios) {
        const resume = `Then let it go on with "holdfast portfolio resume ${name}".`;
        if (pausedReason !== null) {
          findings.push(warning(`portfolio ${name}`, 'is paused', `${printable(pausedReason)} ${resume}`));
        }
        const open = await openRebalance(db, number);
        if (open?.state === 'waiting') {
          findings.push(
            warning(
              `portfolio ${name}`,
              `plan ${open.id} waits for your yes`,
              `Look at it with "holdfast portfolio explain ${name}", and approve it.`,
            ),
          );
        }
      }
      return findings;
    });
  } catch (error) {
    if (!isHoldfastError(error)) throw error;
    return [failed('portfolios', error.code, error.message)];
  }
}

/** A gateway that takes requests from a clock far ahead makes them live longer than the trader reckons with. */
export function checkSkew(clockSkewMs: number): Finding | null {
  if (clockSkewMs <= MOST_SKEW_MS) return null;
  return warning(
    'clock skew',
    `the gateway allows ${clockSkewMs} ms`,
    `The trader reckons with at most ${MOST_SKEW_MS} ms when it decides that an unanswered order is dead. Set clock_skew_ms to ${MOST_SKEW_MS} or less where portfolios run.`,
  );
}
