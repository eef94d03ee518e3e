import { createHmac, generateKeyPairSync } from 'node:crypto';
import ccxt, { type Exchange } from 'ccxt';
import { afterEach, describe, expect, it } from 'vitest';
import { readFaultPlan } from '../src/faults/fault-plan.ts';
import { DAY_MS } from '../src/market/price-path.ts';
import { MemoryLog } from './support/memory-log.ts';
import { startPaper, TEST_TOKEN, type TestPaper } from './support/paper.ts';

let paper: TestPaper;
let client: Exchange;
afterEach(() => paper?.stop());

async function start(options: Parameters<typeof startPaper>[0] = {}): Promise<void> {
  paper = await startPaper(options);
  client = paper.client();
  await client.loadMarkets();
}
/** A path of the API that ccxt knows and has no method for. */
const call = (name: string, parameters: object = {}) =>
  (client as unknown as Record<string, (given: object) => Promise<Record<string, unknown>>>)[name](
    parameters,
  );
const deposit = (asset: string, amount: bigint) =>
  paper.host.execute((time) => ({ kind: 'deposit', time, account: 'paper', asset, amount }));

describe('fees in the exchange’s coin', () => {
  it('cost a quarter less, are worth the same otherwise, and leave what was bought whole', async () => {
    await start({ withBnb: true });
    await deposit('BNB', 100_000_000n);
    expect(await call('sapiGetBnbBurn')).toEqual({ spotBNBBurn: false, interestBNBBurn: false });
    await client.createOrder('BTC/USDT', 'market', 'buy', 0.01);
    expect((await client.fetchBalance()).BTC.total).toBeCloseTo(0.10999, 8);
    expect(await call('sapiPostBnbBurn', { spotBNBBurn: 'true' })).toMatchObject({ spotBNBBurn: true });
    const order = await client.createOrder('BTC/USDT', 'market', 'buy', 0.01);
    const trade = (await client.fetchMyTrades('BTC/USDT')).at(-1);
    const coin = Number((await client.fetchTicker('BNB/USDT')).last);
    const fee = Number(trade?.fee?.cost);
    expect(trade?.fee?.currency).toBe('BNB');
    expect(fee).toBeCloseTo((Number(order.cost) * 0.001 * 0.75) / coin, 7);
    const balance = await client.fetchBalance();
    expect(balance.BTC.total).toBeCloseTo(0.11999, 8);
    expect(balance.BNB.total).toBeCloseTo(1 - fee, 8);
    expect(await call('privateGetAccountCommission', { symbol: 'BTCUSDT' })).toMatchObject({
      symbol: 'BTCUSDT',
      standardCommission: { maker: '0.00100000', taker: '0.00100000', buyer: '0.00000000' },
      discount: { enabledForAccount: true, discountAsset: 'BNB', discount: '0.75000000' },
    });
    for (const sum of paper.host.exchange.ledger.total().values()) expect(sum).toBe(0n);
  });

  it('are in what is received when there is too little of the coin, and once it is turned off', async () => {
    await start({ withBnb: true });
    await deposit('BNB', 100n);
    await call('sapiPostBnbBurn', { spotBNBBurn: 'true' });
    await client.createOrder('BTC/USDT', 'market', 'buy', 0.01);
    // The coin itself pays for what is bought of it.
    await client.createOrder('BNB/USDT', 'market', 'buy', 1);
    await call('sapiPostBnbBurn', { spotBNBBurn: 'false' });
    await client.createOrder('BTC/USDT', 'market', 'sell', 0.01);
    const fees = [...(await client.fetchMyTrades('BTC/USDT')), ...(await client.fetchMyTrades('BNB/USDT'))];
    expect(fees.map(({ fee }) => fee?.currency)).toEqual(['BTC', 'USDT', 'BNB']);
    expect(Number(fees[2].fee?.cost)).toBeCloseTo(0.00075, 6);
    await expect(call('sapiPostBnbBurn', { spotBNBBurn: 'maybe' })).rejects.toThrow(/-1130/);
  });

  it('are turned on after a restart as they were before, and not where the coin has no market', async () => {
    const log = new MemoryLog();
    await start({ withBnb: true, log });
    await call('sapiPostBnbBurn', { spotBNBBurn: 'true' });
    paper.stop();
    await start({ log });
    expect(await call('sapiGetBnbBurn')).toMatchObject({ spotBNBBurn: true });
    await client.createOrder('BTC/USDT', 'market', 'buy', 0.01);
    expect((await client.fetchMyTrades('BTC/USDT'))[0].fee?.currency).toBe('BTC');
  });
});

describe('what ccxt reads beside trading', () => {
  it('fees of one market and of all', async () => {
    await start();
    expect(await client.fetchTradingFee('BTC/USDT')).toMatchObject({ maker: 0.001, taker: 0.001 });
    expect(Object.keys(await client.fetchTradingFees())).toEqual(['BTC/USDT', 'DOGE/USDT']);
    await expect(call('sapiGetAssetTradeFee', { symbol: 'NOUSDT' })).rejects.toThrow(ccxt.BadSymbol);
    await expect(call('privateGetAccountCommission', { symbol: 'NOUSDT' })).rejects.toThrow(ccxt.BadSymbol);
  });

  it('coins, with where they can be sent', async () => {
    await start();
    client.options.fetchCurrencies = true;
    const currencies = await client.fetchCurrencies();
    expect(Object.keys(currencies)).toEqual(['BTC', 'USDT', 'DOGE']);
    expect(currencies.BTC).toMatchObject({ active: true, deposit: true, withdraw: false, fee: 0 });
  });

  it('deposits and withdrawals by coin and time, ninety days of them at once', async () => {
    await start();
    const begin = paper.host.now();
    paper.wait(40 * DAY_MS);
    await deposit('DOGE', 500_000_000n);
    await paper.host.execute((time) => ({
      kind: 'withdraw',
      time,
      account: 'paper',
      asset: 'USDT',
      amount: 1n,
    }));
    const deposits = async (code?: string, since?: number) =>
      (await client.fetchDeposits(code, since)).map(({ currency, amount, status, timestamp }) => ({
        currency,
        amount,
        status,
        days: (Number(timestamp) - begin) / DAY_MS,
      }));
    expect(await deposits('DOGE')).toEqual([{ currency: 'DOGE', amount: 5, status: 'ok', days: 40 }]);
    expect(await deposits(undefined, begin + DAY_MS)).toHaveLength(1);
    expect(await deposits('BTC')).toHaveLength(1);
    expect(await client.fetchWithdrawals()).toMatchObject([
      { currency: 'USDT', amount: 1e-8, status: 'ok', timestamp: begin + 40 * DAY_MS, fee: { cost: 0 } },
    ]);
    expect(await call('sapiGetCapitalDepositHisrec', { limit: 1, offset: 1 })).toHaveLength(1);
    expect(await call('sapiGetCapitalDepositHisrec', { status: 0 })).toEqual([]);
    await expect(call('sapiGetCapitalDepositHisrec', { startTime: 2, endTime: 1 })).rejects.toThrow(/-1023/);
    await expect(
      call('sapiGetCapitalDepositHisrec', { startTime: begin - 51 * DAY_MS, endTime: begin + 40 * DAY_MS }),
    ).rejects.toThrow(/-1127/);
  });

  it('trades of everybody, which are those of accounts', async () => {
    await start();
    expect(await client.fetchTrades('BTC/USDT')).toEqual([]);
    await client.createOrder('BTC/USDT', 'market', 'buy', 0.01);
    await client.createOrder('BTC/USDT', 'market', 'sell', 0.02);
    const mine = await client.fetchMyTrades('BTC/USDT');
    const trades = await client.fetchTrades('BTC/USDT');
    expect(trades.map(({ side, amount, price }) => [side, amount, price])).toEqual(
      mine.map(({ side, amount, price }) => [side, amount, price]),
    );
    expect(await call('publicGetTrades', { symbol: 'BTCUSDT', limit: 1 })).toMatchObject([
      { isBuyerMaker: true },
    ]);
  });

  it('the status: normal, and maintenance while everything else is down', async () => {
    await start({ plan: readFaultPlan('maintenance: [{from: 2021-01-03, to: 2021-01-04}]', 'faults.yaml') });
    expect((await client.fetchStatus()).status).toBe('ok');
    paper.wait(DAY_MS);
    expect((await client.fetchStatus()).status).toBe('maintenance');
    await expect(client.fetchTicker('BTC/USDT')).rejects.toThrow();
  });

  it('a cancellation that only hits what is new, or only what has begun', async () => {
    await start();
    const order = await client.createOrder('BTC/USDT', 'limit', 'buy', 0.01, 20_000);
    const cancel = (restriction: string) =>
      client.cancelOrder(String(order.id), 'BTC/USDT', { cancelRestrictions: restriction });
    await expect(cancel('ONLY_PARTIALLY_FILLED')).rejects.toThrow(/cancel restrictions/);
    await expect(cancel('NEVER')).rejects.toThrow(/-1145/);
    expect((await cancel('ONLY_NEW')).status).toBe('canceled');
  });

  it('an own order that stood in the way, as expired', async () => {
    await start();
    const bid = Number((await client.fetchOrderBook('BTC/USDT')).bids[0][0]);
    const price = Number(client.priceToPrecision('BTC/USDT', bid * 1.0001));
    const { id } = await client.createOrder('BTC/USDT', 'limit', 'buy', 0.01, price, { postOnly: true });
    await client.createOrder('BTC/USDT', 'market', 'sell', 0.01);
    const expired = await client.fetchOrder(String(id), 'BTC/USDT');
    expect([expired.status, (expired.info as { status: string }).status]).toEqual([
      'expired',
      'EXPIRED_IN_MATCH',
    ]);
  });
});

describe('the window of a request', () => {
  /** @param ahead milliseconds that the timestamp is ahead */
  async function ask(
    ahead: number,
    window: string | null,
    unit = 1,
  ): Promise<[number, number | undefined, string]> {
    const [key] = paper.host.keysOf('paper');
    const timestamp = Math.round((Date.now() + ahead) * unit);
    const text = `timestamp=${timestamp}${window === null ? '' : `&recvWindow=${window}`}`;
    const signature = createHmac('sha256', key.secret).update(text).digest('hex');
    const answer = await fetch(`${paper.url}/api/v3/account?${text}&signature=${signature}`, {
      headers: { 'x-mbx-apikey': key.id },
    });
    const { code, msg = '' } = (await answer.json()) as { code?: number; msg?: string };
    return [answer.status, code, msg];
  }

  it.each([
    [0, null, 1, 200, undefined, ''],
    [0, '60000', 1, 200, undefined, ''],
    [0, '5000.125', 1, 200, undefined, ''],
    [0, '60000.001', 1, 400, -1131, 'recvWindow must be less than 60000'],
    [0, '60001', 1, 400, -1131, 'recvWindow must be less than 60000'],
    [0, '-1', 1, 400, -1100, 'recvWindow'],
    [0, '1.0001', 1, 400, -1100, 'recvWindow'],
    [-50_000, '60000', 1, 200, undefined, ''],
    [-6000, null, 1, 400, -1021, 'outside of the recvWindow'],
    [800, null, 1, 200, undefined, ''],
    [1500, '60000', 1, 400, -1021, '1000ms ahead'],
    [0, null, 1000, 200, undefined, ''],
    [-6000, null, 1000, 400, -1021, 'outside of the recvWindow'],
    [0, null, Number.NaN, 400, -1102, 'timestamp'],
  ] as const)('%i ms ahead, a window of %s, unit %d', async (ahead, window, unit, status, code, told) => {
    await start();
    const answer = await ask(ahead, window, unit);
    expect(answer.slice(0, 2)).toEqual([status, code]);
    expect(answer[2]).toContain(told);
  });
});

describe('an Ed25519 key that is registered', () => {
  const register = async (publicKey: string, token = TEST_TOKEN) => {
    const given = new URLSearchParams({ account: 'paper', public_key: publicKey });
    const answer = await fetch(`${paper.url}/paper/v1/key?${given}`, {
      method: 'POST',
      headers: { 'x-paper-token': token },
    });
    return { status: answer.status, ...((await answer.json()) as { apiKey?: string; reason?: string }) };
  };
  const pem = (type: 'ed25519' | 'ed448') => {
    const pair = generateKeyPairSync(type as 'ed25519');
    return {
      open: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      closed: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
  };

  it('opens the account, after a restart too', async () => {
    const log = new MemoryLog();
    await start({ log });
    const { open, closed } = pem('ed25519');
    const { apiKey = '' } = await register(open);
    const balanceOf = async () => {
      const other = paper.client();
      other.apiKey = apiKey;
      other.secret = closed;
      return (await other.fetchBalance()).USDT.total;
    };
    expect(await balanceOf()).toBe(10_000);
    paper.stop();
    await start({ log });
    expect(await balanceOf()).toBe(10_000);
    const stranger = paper.client();
    stranger.apiKey = apiKey;
    stranger.secret = pem('ed25519').closed;
    await expect(stranger.fetchBalance()).rejects.toThrow(ccxt.AuthenticationError);
  });

  it('is nothing else: no private key, no other curve, nobody else’s', async () => {
    await start();
    const { open, closed } = pem('ed25519');
    expect(await register(open, 'guess')).toMatchObject({ status: 403 });
    for (const text of [closed, pem('ed448').open, 'x', '', open.slice(0, 60), open.repeat(50)]) {
      expect(await register(text)).toMatchObject({ status: 400, reason: expect.stringContaining('Ed25519') });
    }
    expect(paper.host.keysOf('paper')).toHaveLength(1);
  });
});
