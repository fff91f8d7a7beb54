import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { errorFrame, idOf, Refusal, readReply } from '#core/protocol/frame.ts';

const Value = v.object({ text: v.string() });

describe('the function errorFrame', () => {
  it('shortens a sentence that is longer than the receiver accepts', () => {
    const frame = errorFrame(1, new KeyferryError('FILE_OWNER', { file: 'x'.repeat(9000) }), 'the test');
    expect(readReply(Value, frame)).toMatchObject({ ok: false, code: 'FILE_OWNER' });
  });

  it('puts the fingerprint of a section into the frame if a profile with this name already exists', () => {
    const seen = 'a'.repeat(32);
    const frame = errorFrame(1, new KeyferryError('PROFILE_EXISTS', { name: 'p', holds: 'keys', seen }), 'the test');
    expect(readReply(Value, frame)).toMatchObject({ code: 'PROFILE_EXISTS', seen });
  });
});

describe('the function idOf', () => {
  it.each([0, 1, Number.MAX_SAFE_INTEGER])('accepts the id %j', (id) => {
    expect(idOf({ id })).toBe(id);
  });

  it.each([-1, 1.5, Number.MAX_SAFE_INTEGER + 1, Number.NaN, '1', null, undefined])(
    'does not accept the id %j',
    (id) => {
      expect(idOf({ id })).toBeNull();
    },
  );
});

describe('the function readReply', () => {
  it('returns the value of a valid reply', () => {
    expect(readReply(Value, { v: 1, id: 1, ok: true, text: 'x' })).toEqual({ ok: true, value: { text: 'x' } });
  });

  it('returns a refusal with its sentence, even if the code of the refusal is unknown', () => {
    const refusal = { ok: false, code: 'FILE_BUSY', message: 'It is locked.' };
    expect(readReply(Value, refusal)).toEqual(refusal);
    for (const code of ['NEWER', 'constructor']) {
      expect(readReply(Value, { ...refusal, code })).toEqual({ ...refusal, code: 'INTERNAL' });
    }
    const long = readReply(Value, { ok: false, code: 'FILE_BUSY', message: 'x'.repeat(10_000) });
    expect(long).toMatchObject({ code: 'INTERNAL', message: 'x'.repeat(4096) });
  });

  it.each([null, undefined, 'x', 1, [], {}, { ok: true }, { ok: 'true' }, { ok: false }, { ok: false, message: 1 }])(
    'returns null for the invalid reply %j',
    (frame) => {
      expect(readReply(Value, frame)).toBeNull();
    },
  );
});

describe('an error of the class Refusal', () => {
  it('contains the sentence, the code and the protocol version of the received reply', () => {
    const frame = { v: 2, id: 1, ok: false, code: 'NEWER', message: 'Something new.' };
    const read = readReply(Value, frame);
    expect(read?.ok === false && new Refusal(read, frame)).toMatchObject({
      code: 'INTERNAL',
      message: 'Something new.',
      sentCode: 'NEWER',
      sentVersion: 2,
    });
  });

  it('contains a fingerprint only if the reply contains a fingerprint', () => {
    const refusal = { code: 'PROFILE_EXISTS', message: 'It exists.' } as const;
    expect(new Refusal({ ...refusal, seen: 'a'.repeat(32) } as never, {}).params).toEqual({ seen: 'a'.repeat(32) });
    expect(new Refusal(refusal as never, {}).params).toEqual({});
  });
});
