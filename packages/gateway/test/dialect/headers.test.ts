import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { bodyType, optionalHeader, refuseEncodedBody } from '../../src/dialect/headers.ts';
import type { HeaderLine, InboundRequest } from '../../src/http/inbound.ts';
import { Refusal } from '../../src/refusal.ts';

function withHeaders(...headers: HeaderLine[]): InboundRequest {
  return {
    method: 'POST',
    host: 'h',
    path: '/',
    rawQuery: '',
    headers,
    body: Buffer.alloc(0),
    gatewayPrefix: '',
    receivedAt: 0,
  };
}

describe('headers that a dialect reads', () => {
  it('are found in any case, and refused twice', () => {
    expect(optionalHeader(withHeaders(['API-KEY', 'a']), 'api-key')).toBe('a');
    expect(optionalHeader(withHeaders(), 'api-key')).toBeNull();
    expect(() => optionalHeader(withHeaders(['Api-Key', 'a'], ['API-Key', 'a']), 'api-key')).toThrow(Refusal);
  });

  it.each([
    ['application/json', 'json'],
    ['Application/JSON; charset=UTF-8', 'json'],
    ['application/json;charset=utf-8', 'json'],
    ['application/x-www-form-urlencoded', 'form'],
    ['application/json; charset=utf-16', 'other'],
    ['application/json, text/plain', 'other'],
    ['application/json; boundary=x', 'other'],
    ['text/json', 'other'],
    ['multipart/form-data', 'other'],
    ['', 'other'],
  ])('take Content-Type "%s" for %s', (value, type) => {
    expect(bodyType(withHeaders(['Content-Type', value]))).toBe(type);
  });

  it('know a body without a type', () => expect(bodyType(withHeaders())).toBeNull());

  it.each(['gzip', 'identity', ''])('refuse Content-Encoding "%s"', (value) => {
    expect(() => refuseEncodedBody(withHeaders(['content-encoding', value]))).toThrow(Refusal);
    expect(() => refuseEncodedBody(withHeaders())).not.toThrow();
  });
});
