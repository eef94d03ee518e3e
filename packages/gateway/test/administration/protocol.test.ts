import { HoldfastError, isHoldfastError } from '@holdfast/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/administration/frame.ts';
import {
  type Call,
  errorFrame,
  parseAnswer,
  parseGreeting,
  parseRequest,
  requestFrame,
  signedBytes,
} from '../../src/administration/protocol.ts';

const call: Call = { command: 'vkey revoke', arguments: { name: 'bot' }, reason: null, account: 'root' };
const text = JSON.stringify(call);
const none = new Map<string, Buffer>();
const refused = expect.objectContaining({ code: 'ADMIN_FRAME_INVALID' });

/** What a parser makes of a header: its result, or the error of our own family that it throws. */
function outcome<T>(parse: (frame: Frame) => T, header: Frame['header']): T | string {
  try {
    return parse({ header, parts: none });
  } catch (error) {
    if (isHoldfastError(error)) return error.code;
    throw error;
  }
}

describe('what is spoken', () => {
  it('is read back', () => {
    const claim = { name: 'ada', proof: 'passphrase' } as const;
    expect(parseRequest(requestFrame(text, claim, none))).toEqual({
      text,
      call,
      operator: claim,
      parts: none,
    });
    const error = new HoldfastError('OPERATOR_THROTTLED', 'Wait.', { seconds: 4 });
    expect(() => parseAnswer(errorFrame(error))).toThrow(expect.objectContaining(error.toJSON()));
  });

  it.each([
    ['another version', { v: 2, call: text, operator: null }],
    ['no version', { call: text, operator: null }],
    ['nobody named', { v: 1, call: text }],
    ['something more', { v: 1, call: text, operator: null, more: 1 }],
    ['a call that is no text', { v: 1, call, operator: null }],
    ['a call that is no JSON', { v: 1, call: `${text}}`, operator: null }],
    ['a call with blanks', { v: 1, call: `${text} `, operator: null }],
    ['a call that says a name twice', { v: 1, call: `{"command":"x",${text.slice(1)}`, operator: null }],
    ['a name that nobody can have', { v: 1, call: text, operator: { name: 'a:b', proof: 'passphrase' } }],
    ['another kind of proof', { v: 1, call: text, operator: { name: 'ada', proof: 'word' } }],
    ['an account with a blank', { v: 1, call: text.replace('root', 'ro ot'), operator: null }],
    [
      'an endless reason',
      { v: 1, call: JSON.stringify({ ...call, reason: 'x'.repeat(1001) }), operator: null },
    ],
  ])('with %s is refused', (_, header) => {
    expect(() => parseRequest({ header, parts: none })).toThrow(refused);
  });

  it('never makes a parser fail in another way than its own', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (header) => {
        for (const parse of [parseRequest, parseAnswer, parseGreeting])
          expect(outcome<unknown>(parse, header)).toBe('ADMIN_FRAME_INVALID');
      }),
    );
  });

  it('an error that this version doesn’t know is not passed off as one that it does', () => {
    const header = { v: 1, error: { code: 'constructor', message: '', facts: {} } };
    expect(() => parseAnswer({ header, parts: none })).toThrow(refused);
  });
});

describe('what an operator’s key signs', () => {
  const challenge = '00'.repeat(32);
  const parts = new Map([['secret', Buffer.from('a')]]);
  const bytes = signedBytes(challenge, 'ada', text, parts);

  it('differs with everything that matters', () => {
    const others = [
      signedBytes('01'.repeat(32), 'ada', text, parts),
      signedBytes(challenge, '', text, parts),
      signedBytes(challenge, 'ada', `${text} `, parts),
      signedBytes(challenge, 'ada', text, none),
      signedBytes(challenge, 'ada', text, new Map([['secret', Buffer.from('b')]])),
      signedBytes(challenge, 'ada', text, new Map([['other', Buffer.from('a')]])),
      signedBytes(challenge, 'ada', text, new Map([...parts, ['more', Buffer.alloc(0)]])),
    ];
    const all = [bytes, ...others].map((one) => one.toString('hex'));
    expect(new Set(all).size).toBe(all.length);
  });

  it('is the same whatever the proof is, and holds no secret', () => {
    expect(signedBytes(challenge, 'ada', text, new Map([...parts, ['proof', Buffer.from('x')]]))).toEqual(
      bytes,
    );
    const secret = Buffer.from('a long secret to look for');
    expect(signedBytes(challenge, 'ada', text, new Map([['secret', secret]])).includes(secret)).toBe(false);
  });
});
