import { expect, it, vi } from 'vitest';
import { PaperTime } from '../../src/venue/paper-time.ts';

it('is the wall’s clock until an answer says that this is a paper exchange', () => {
  const time = new PaperTime(null);
  expect(time.isPaper).toBe(false);
  expect(Math.abs(time.now() - Date.now())).toBeLessThan(50);
  time.notice(undefined);
  for (const header of ['', 'soon', '-1', '1e12', '1.5', ' 5', '1234567890123456']) time.notice(header);
  expect(time.isPaper).toBe(false);
  time.notice('1600000000000');
  expect(time.isPaper).toBe(true);
  expect(time.now()).toBe(1_600_000_000_000);
});

it('never goes back, nor stops being one of a paper exchange', () => {
  const time = new PaperTime(null);
  time.notice('1600000000000');
  time.notice('1500000000000');
  time.notice(undefined);
  expect(time.now()).toBe(1_600_000_000_000);
  expect(time.isPaper).toBe(true);
});

it('lets the paper exchange’s time pass', async () => {
  const pass = vi.fn(async (milliseconds: number) => 1_600_000_000_000 + milliseconds);
  const time = new PaperTime({ pass });
  time.notice('1600000000000');
  await time.wait(60_000);
  expect(pass).toHaveBeenCalledWith(60_000);
  expect(time.now()).toBe(1_600_000_060_000);
});

it('does not go back when the paper exchange says less than an answer did', async () => {
  const time = new PaperTime({ pass: async () => 1_599_999_999_000 });
  time.notice('1600000000000');
  await time.wait(1000);
  expect(time.now()).toBeGreaterThanOrEqual(1_600_000_000_000);
});

it('passes all the same at the end of the market history, so that who waits comes to an end', async () => {
  const end = 1_600_000_010_000;
  const time = new PaperTime({ pass: async () => end });
  time.notice('1600000000000');
  await time.wait(60_000);
  expect(time.now()).toBe(1_600_000_060_000);
  await time.wait(60_000);
  expect(time.now()).toBe(1_600_000_120_000);
  time.notice(String(end));
  expect(time.now()).toBe(1_600_000_120_000);
});

it('says that the exchange can’t be reached when its clock does not answer', async () => {
  const time = new PaperTime({ pass: () => Promise.reject(new TypeError('fetch failed')) });
  time.notice('1600000000000');
  await expect(time.wait(1)).rejects.toMatchObject({ code: 'VENUE_UNREACHABLE' });
});
