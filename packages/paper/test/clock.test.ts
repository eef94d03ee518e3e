import { describe, expect, it } from 'vitest';
import { PaperHost } from '../src/host/paper-host.ts';
import { limitTime, parseSpeed, SimulatedClock, type Speed } from '../src/host/simulated-clock.ts';
import { DAY_MS } from '../src/market/price-path.ts';
import { MemoryLog } from './support/memory-log.ts';
import { startPaper, TEST_TOKEN, type TestPaper } from './support/paper.ts';

interface Clock {
  readonly status: number;
  readonly time: number;
  readonly end: number;
  readonly speed: Speed;
  readonly reason?: string;
  readonly header: number;
}

async function clock({ url }: TestPaper, query = '', token: string | null = TEST_TOKEN): Promise<Clock> {
  const method = query === '' ? 'GET' : 'POST';
  const headers: Record<string, string> =
    method === 'POST' && token !== null ? { 'x-paper-token': token } : {};
  const answer = await fetch(`${url}/paper/v1/clock${query}`, { method, headers });
  const header = Number(answer.headers.get('x-paper-time'));
  return { status: answer.status, header, ...((await answer.json()) as Omit<Clock, 'status' | 'header'>) };
}

async function withPaper(
  options: Parameters<typeof startPaper>[0],
  act: (paper: TestPaper) => Promise<void>,
): Promise<void> {
  const paper = await startPaper(options);
  try {
    await act(paper);
  } finally {
    paper.stop();
  }
}

describe('a clock that is stepped', () => {
  it('stands still, moves by a span or to a time, and says so to whoever asks', () =>
    withPaper({ speed: 'step' }, async (paper) => {
      const { time, end, speed } = await clock(paper);
      expect(speed).toBe('step');
      paper.wait(DAY_MS);
      expect(await clock(paper)).toMatchObject({ time, header: time });
      expect(await clock(paper, `?by=${DAY_MS}`)).toMatchObject({ status: 200, time: time + DAY_MS, end });
      expect(await clock(paper, `?to=${time + 9 * DAY_MS}`)).toMatchObject({ time: time + 9 * DAY_MS });
      expect(await clock(paper, `?to=${time + 9 * DAY_MS}`)).toMatchObject({ status: 200 });
      expect(await clock(paper)).toMatchObject({ time: time + 9 * DAY_MS, header: time + 9 * DAY_MS });
    }));

  it('adds what is asked at once', () =>
    withPaper({ speed: 'step' }, async (paper) => {
      const { time } = await clock(paper);
      await Promise.all(Array.from({ length: 10 }, () => clock(paper, '?by=60000')));
      expect((await clock(paper)).time).toBe(time + 600_000);
    }));

  it('fills on the way what the price has reached', () =>
    withPaper({ speed: 'step' }, async (paper) => {
      const client = paper.client();
      const { last } = await client.fetchTicker('BTC/USDT');
      const price = Number(client.priceToPrecision('BTC/USDT', Number(last) * 1.1));
      const { id } = await client.createOrder('BTC/USDT', 'limit', 'sell', 0.05, price);
      await clock(paper, `?by=${10 * DAY_MS}`);
      const filled = await client.fetchOrder(String(id), 'BTC/USDT');
      expect(filled).toMatchObject({ status: 'closed', average: price });
      expect(Number(filled.lastUpdateTimestamp)).toBeLessThan((await clock(paper)).time);
    }));

  it.each([
    ['back', (now: number) => `?to=${now - 1}`, /does not go back/],
    ['beyond the end', (_: number, end: number) => `?to=${end + 1}`, /history ends at 2021-03-02/],
    ['by more than is left', (now: number, end: number) => `?by=${end - now + 1}`, /history ends/],
    ['by both', (now: number) => `?to=${now}&by=1`, /either to or by/],
    ['twice', () => '?by=1&by=1', /either to or by/],
    ['by less than nothing', () => '?by=-1', /whole milliseconds/],
    ['by a part', () => '?by=1.5', /whole milliseconds/],
    ['by a word', () => '?by=1d', /whole milliseconds/],
    ['by too many digits', () => `?by=${'9'.repeat(16)}`, /whole milliseconds/],
    ['by a number in another way', () => '?by=0x10', /whole milliseconds/],
    ['by nothing', () => '?', /either to or by/],
  ] as const)('does not move %s', (_, query, reason) =>
    withPaper({ speed: 'step' }, async (paper) => {
      await clock(paper, `?by=${DAY_MS}`);
      const { time, end } = await clock(paper);
      const refused = await clock(paper, query(time, end));
      expect(refused.status).toBe(400);
      expect(refused.reason).toMatch(reason);
      expect((await clock(paper)).time).toBe(time);
    }),
  );

  it('moves for nobody without the token', () =>
    withPaper({ speed: 'step' }, async (paper) => {
      const { time } = await clock(paper);
      for (const token of [null, '', 'guess', TEST_TOKEN.slice(1)]) {
        expect(await clock(paper, '?by=1', token)).toMatchObject({ status: 403 });
      }
      const other = await fetch(`${paper.url}/paper/v1/clock?by=1`, {
        method: 'PUT',
        headers: { 'x-paper-token': TEST_TOKEN },
      });
      expect(other.status).toBe(405);
      expect((await clock(paper)).time).toBe(time);
    }));

  it('goes to the very end, and no further', () =>
    withPaper({ speed: 'step' }, async (paper) => {
      const { end } = await clock(paper);
      expect(await clock(paper, `?to=${end}`)).toMatchObject({ status: 200, time: end });
      expect(await clock(paper, '?by=1')).toMatchObject({ status: 400 });
    }));

  it('is where it was after a restart', async () => {
    const log = new MemoryLog();
    let time = 0;
    await withPaper({ speed: 'step', log }, async (paper) => {
      time = (await clock(paper, `?by=${3 * DAY_MS + 1}`)).time;
    });
    await withPaper({ speed: 'step', log }, async (paper) => {
      expect(await clock(paper)).toMatchObject({ time });
      expect(await clock(paper, `?to=${time - 1}`)).toMatchObject({ status: 400 });
    });
  });

  it('tells no time that is not written', () =>
    withPaper({ speed: 'step' }, async (paper) => {
      const { time } = await clock(paper);
      (paper.log as MemoryLog).broken = true;
      expect(await clock(paper, `?by=${DAY_MS}`)).toMatchObject({ status: 503, header: time });
      expect(await clock(paper)).toMatchObject({ time });
      (paper.log as MemoryLog).broken = false;
      expect(await clock(paper, `?by=${DAY_MS}`)).toMatchObject({ status: 503 });
    }));
});

describe('a clock that runs', () => {
  it('is not moved', () =>
    withPaper({ speed: 86_400 }, async (paper) => {
      expect((await clock(paper)).speed).toBe(86_400);
      const refused = await clock(paper, '?by=1');
      expect([refused.status, refused.reason]).toEqual([400, expect.stringMatching(/--speed step/)]);
    }));

  it('never shows a time again that it showed before it was killed, however long nothing was written', async () => {
    const log = new MemoryLog();
    const open = async (wall: { ms: number }) => {
      const markets = { symbols: new Map(), moment: () => null };
      const running = new SimulatedClock(1000, 1e12, 1000, () => wall.ms);
      return PaperHost.open(markets, { maker: 0n, taker: 0n }, running, log);
    };
    let shown = 0;
    for (let round = 0; round < 5; round++) {
      const wall = { ms: 0 };
      const host = await open(wall);
      await host.keepTime(3000);
      expect(host.shownTime()).toBeGreaterThanOrEqual(shown);
      wall.ms = 900;
      expect(host.shownTime()).toBe(host.now());
      await host.keepTime(3000);
      // The log is not written for a minute; the clock waits for it.
      wall.ms = 60_000;
      shown = host.shownTime();
      wall.ms = 70_000;
      expect(host.shownTime()).toBe(shown);
    }
    const wall = { ms: 0 };
    const host = await open(wall);
    await host.keepTime(3000);
    wall.ms = 10;
    await host.keepTime(0);
    const stopped = host.shownTime();
    wall.ms = 5000;
    expect(host.shownTime()).toBe(stopped);
    // Stopped in good order it goes on exactly there.
    expect((await open({ ms: 0 })).shownTime()).toBe(stopped);
  });
});

describe('the time on every response', () => {
  it('is on answers, refusals and errors alike, and passes', () =>
    withPaper({}, async (paper) => {
      const first = (await clock(paper)).time;
      paper.wait(5000);
      for (const [path, status] of [
        ['/api/v3/ping', 200],
        ['/api/v3/depth?symbol=NONE', 400],
        ['/api/v3/account', 401],
        ['/api/v3/depth?symbol=BTCUSDT&symbol=BTCUSDT', 400],
        ['/nowhere', 404],
        ['//', 404],
      ] as const) {
        const answer = await fetch(`${paper.url}${path}`);
        expect([path, answer.status, Number(answer.headers.get('x-paper-time'))]).toEqual([
          path,
          status,
          first + 5000,
        ]);
        await answer.arrayBuffer();
      }
      const refused = await fetch(`${paper.url}/paper/transfer`, { method: 'POST' });
      expect([refused.status, Number(refused.headers.get('x-paper-time'))]).toEqual([403, first + 5000]);
    }));
});

describe('the time that limits go by', () => {
  it.each([
    ['stands still', 0, 1],
    ['is slower than the wall', 0.5, 1],
    ['is the wall’s', 1, 1],
    ['is faster', 86_400, 86_400],
  ] as const)(
    'passes as the wall or simulated time does, whichever is faster: one that %s',
    (_, speed, rate) => {
      const start = 1_600_000_000_000;
      const at = (wall: number) => limitTime(start + wall, start + wall * speed, speed);
      expect((at(1000) - at(0)) / 1000).toBeCloseTo(rate, 3);
    },
  );

  it('passes by each step on top of the wall’s', () => {
    expect(limitTime(1010, 5 + DAY_MS, 'step') - limitTime(1000, 5, 'step')).toBe(DAY_MS + 10);
  });

  it('frees a stepped exchange’s limits by a step, as a minute would', () =>
    withPaper({ speed: 'step' }, async (paper) => {
      const statuses: number[] = [];
      for (let nth = 0; nth < 77; nth++) {
        const answer = await fetch(`${paper.url}/api/v3/ticker/24hr`);
        await answer.arrayBuffer();
        statuses.push(answer.status);
      }
      expect(statuses.at(-1)).toBe(429);
      await clock(paper, '?by=60000');
      expect((await fetch(`${paper.url}/api/v3/ticker/24hr`)).status).toBe(200);
    }));
});

it('reads speeds', () => {
  expect(['step', '1', '0', '1d/s', '90s/s', 'Step', 'steps', '-1', '1d'].map(parseSpeed)).toEqual([
    'step',
    1,
    0,
    86_400,
    90,
    null,
    null,
    null,
    null,
  ]);
});
