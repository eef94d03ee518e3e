import { describe, expect, it } from 'vitest';
import { GatewayMetrics } from '../../src/metrics/gateway-metrics.ts';
import { createMetricsServer } from '../../src/metrics/metrics-server.ts';
import { MetricsRegistry } from '../../src/metrics/registry.ts';
import { listening } from '../upstream/servers.ts';
import { readExposition } from './exposition.ts';

const STATE = {
  connections: () => 3,
  vaultOpen: () => true,
  refusedKeys: () => 0,
  auditSize: () => Number.NaN,
  checkpointAgeMs: () => 1500,
};

describe('the text that Prometheus reads', () => {
  it('has what was counted, by labels', () => {
    const metrics = new GatewayMetrics(STATE);
    metrics.decided('binance', 'trade', null);
    metrics.decided('binance', 'trade', null);
    metrics.decided('kraken', null, 'ips');
    metrics.answered('binance', 0.8, 42);
    metrics.answered('binance', 12, 0);
    metrics.batch(5);
    metrics.outcomeLost();
    const samples = readExposition(metrics.registry.text());
    const value = (name: string, labels: Record<string, string> = {}) =>
      samples.find(
        (sample) => sample.name === name && JSON.stringify(sample.labels) === JSON.stringify(labels),
      )?.value;
    expect(
      value('holdfast_requests_total', {
        exchange: 'binance',
        class: 'trade',
        decision: 'accepted',
        rule: '',
      }),
    ).toBe(2);
    expect(
      value('holdfast_requests_total', {
        exchange: 'kraken',
        class: 'unknown',
        decision: 'refused',
        rule: 'ips',
      }),
    ).toBe(1);
    expect(value('holdfast_own_seconds_count', { exchange: 'binance' })).toBe(2);
    expect(value('holdfast_own_seconds_bucket', { exchange: 'binance', le: '0.001' })).toBe(1);
    expect(value('holdfast_own_seconds_bucket', { exchange: 'binance', le: '+Inf' })).toBe(2);
    expect(value('holdfast_upstream_seconds_count', { exchange: 'binance' })).toBe(1);
    expect(value('holdfast_outcomes_lost_total')).toBe(1);
    expect(value('holdfast_connections')).toBe(3);
    expect(value('holdfast_checkpoint_age_seconds')).toBe(1.5);
    // Not known while sealed, so not told.
    expect(value('holdfast_audit_entries')).toBeUndefined();
    expect(value('process_resident_memory_bytes')).toBeGreaterThan(1e7);
  });

  it('has the dates of keys, the nearest first, and no more of them than it can hold', () => {
    const metrics = new GatewayMetrics(STATE);
    const now = Date.UTC(2026, 5, 1);
    const dates = Array.from({ length: 1500 }, (_, i) => ({
      kind: 'virtual-key' as const,
      name: `bot-${i}`,
      exchange: 'kraken',
      version: 1,
      since: now - 1000,
      rotateAt: now + (1500 - i) * 1000,
      expiresAt: i === 1499 ? now - 5000 : null,
      deleteAt: null,
    }));
    metrics.showKeys({ dates, now: () => now });
    const samples = readExposition(metrics.registry.text());
    expect(samples.filter(({ name }) => name === 'holdfast_key_age_seconds')).toHaveLength(1000);
    const due = samples.filter(({ name }) => name === 'holdfast_key_due_seconds');
    expect(due).toHaveLength(1000);
    expect(due.slice(0, 2)).toEqual([
      {
        name: 'holdfast_key_due_seconds',
        labels: { kind: 'virtual-key', key: 'bot-1499', what: 'expiry' },
        value: -5,
      },
      {
        name: 'holdfast_key_due_seconds',
        labels: { kind: 'virtual-key', key: 'bot-1499', what: 'rotation' },
        value: 1,
      },
    ]);
  });

  it('never lets its buckets fall, and ends them with the count', () => {
    const registry = new MetricsRegistry();
    const histogram = registry.histogram('seconds', 'Time.', [0.1, 1, 10]);
    for (const seconds of [0.05, 0.1, 0.5, 20, 1, 10]) histogram.observe(seconds);
    const buckets = readExposition(registry.text()).filter(({ name }) => name === 'seconds_bucket');
    expect(buckets.map(({ value }) => value)).toEqual([2, 4, 5, 6]);
  });

  it('can’t be broken out of, and does not grow without end', () => {
    const registry = new MetricsRegistry();
    const counter = registry.counter('hits_total', 'Hits.');
    counter.add({ rule: 'a"} 1\nevil_total 99\\' });
    for (let nth = 0; nth < 5000; nth++) counter.add({ rule: `rule-${nth}` });
    const samples = readExposition(registry.text());
    expect(samples.every(({ name }) => name === 'hits_total')).toBe(true);
    expect(samples.length).toBeLessThanOrEqual(1001);
    expect(samples.reduce((sum, { value }) => sum + value, 0)).toBe(5001);
    expect(samples.find(({ labels }) => labels.rule === 'other')?.value).toBeGreaterThan(3900);
  });
});

describe('the port of health and metrics', () => {
  it('answers what it knows, and nothing else', async () => {
    let problems: string[] = [];
    const server = createMetricsServer({
      metrics: () => new GatewayMetrics(STATE).registry.text(),
      problems: async () => problems,
    });
    const address = `http://127.0.0.1:${await listening(server)}`;
    const ask = async (path: string, method = 'GET') => {
      const answer = await fetch(`${address}${path}`, { method });
      return [answer.status, await answer.text()];
    };
    expect(await ask('/health/live')).toEqual([200, 'ok\n']);
    expect(await ask('/health/ready')).toEqual([200, 'ok\n']);
    problems = ['the vault is sealed', 'the database does not answer'];
    expect(await ask('/health/ready')).toEqual([503, 'the vault is sealed\nthe database does not answer\n']);
    expect((await ask('/metrics'))[0]).toBe(200);
    expect((await ask('/metrics', 'POST'))[0]).toBe(405);
    expect(await ask('/metrics', 'HEAD')).toEqual([200, '']);
    for (const path of ['/', '/metrics/', '/metrics?x=1', '/..%2f', '//health/live']) {
      expect((await ask(path))[0], path).toBe(404);
    }
    server.close();
  });
});
