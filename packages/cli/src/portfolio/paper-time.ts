import { setTimeout as sleep } from 'node:timers/promises';
import { HoldfastError } from '@holdfast/errors';
import { CLOCK_PATH } from '@holdfast/paper';
import type { PaperTimeSource } from '@holdfast/trader';
import { readCredentials } from '../paper/credentials.ts';
import type { Terminal } from '../terminal.ts';

/** How often a running clock is looked at. */
const LOOK_MS = 50;

/** A paper exchange's clock, and where it is. */
export interface PaperClock extends PaperTimeSource {
  read(): Promise<{ readonly now: number; readonly end: number }>;
}

/** The clock of this data home's paper exchange: a stepped one is moved on, a running one is waited for. */
export function paperTimeOf(terminal: Terminal): PaperClock {
  return {
    async read() {
      const { address } = await readCredentials(terminal);
      const { time, end } = await read(await fetch(`${address}${CLOCK_PATH}`));
      return { now: time, end };
    },
    async pass(milliseconds) {
      const { address, token } = await readCredentials(terminal);
      const url = `${address}${CLOCK_PATH}`;
      const now = await read(await fetch(url));
      const wanted = Math.min(now.end, now.time + milliseconds);
      if (now.speed === 'step') {
        const moved = await fetch(`${url}?to=${wanted}`, {
          method: 'POST',
          headers: { 'x-paper-token': token },
        });
        return (await read(moved)).time;
      }
      for (;;) {
        const { time, end } = await read(await fetch(url));
        if (time >= wanted || time >= end) return time;
        await sleep(LOOK_MS);
      }
    },
  };
}

interface Clock {
  readonly time: number;
  readonly end: number;
  readonly speed: number | 'step';
}

async function read(response: Response): Promise<Clock> {
  if (response.ok) return (await response.json()) as Clock;
  throw new HoldfastError(
    'PAPER_CLOCK_REFUSED',
    `The paper exchange's clock can’t be moved on: status ${response.status}.`,
    { status: response.status },
  );
}
