import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { MAX_REPLY_BYTES, MAX_REQUEST_BYTES } from '#core/protocol/host-protocol.ts';
import { decodeBody, encodeFrame, FrameDecoder } from '../../../native-host/browser-host/framing.ts';
import { frame } from '../../process/rig/host.ts';

const hello = '{"v":1,"id":1,"kind":"hello"}';

function decodeAll(...chunks: Buffer[]): string[] {
  const decoder = new FrameDecoder();
  return chunks.flatMap((chunk) => [...decoder.push(chunk)].map(String));
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof KeyferryError ? error.code : String(error);
  }
  return 'no error';
}

describe('FrameDecoder', () => {
  it('attack 14: reads a frame correctly, whether the frame arrives at once, in two parts or byte by byte', () => {
    const bytes = frame(`{"name":"ü"}`);
    for (let at = 0; at <= bytes.length; at++) {
      expect(decodeAll(bytes.subarray(0, at), bytes.subarray(at))).toEqual(['{"name":"ü"}']);
    }
    expect(decodeAll(...[...bytes].map((byte) => Buffer.from([byte])))).toEqual(['{"name":"ü"}']);
  });

  it('attack 14: splits a chunk that contains two frames or 1 000 frames', () => {
    expect(decodeAll(Buffer.concat([frame('{"a":1}'), frame('{"b":2}')]))).toEqual(['{"a":1}', '{"b":2}']);
    const many = Array.from({ length: 1000 }, (_, id) => JSON.stringify({ id }));
    expect(decodeAll(Buffer.concat(many.map((each) => frame(each))))).toEqual(many);
  });

  it('attack 14: refuses a frame length of 0, and refuses a length above the size limit even before the body arrives', () => {
    expect(codeOf(() => decodeAll(frame('', 0)))).toBe('BAD_FRAME');
    expect(codeOf(() => decodeAll(frame('', MAX_REQUEST_BYTES + 1)))).toBe('TOO_LARGE');
    expect(codeOf(() => decodeAll(frame('', 0xffffffff)))).toBe('TOO_LARGE');
  });

  it('accepts a frame whose body is exactly as long as the size limit', () => {
    const body = Buffer.alloc(MAX_REQUEST_BYTES, 0x20);
    expect(decodeAll(frame(body))[0]).toHaveLength(MAX_REQUEST_BYTES);
  });

  it('attack 14: says whether a frame has begun but is not complete yet', () => {
    const decoder = new FrameDecoder();
    const bytes = frame(hello);
    const states = [0, 1, 3, 4, bytes.length - 1].map((end) => {
      const fresh = new FrameDecoder();
      expect([...fresh.push(bytes.subarray(0, end))]).toEqual([]);
      return fresh.inFrame;
    });
    expect(states).toEqual([false, true, true, true, true]);
    expect([...decoder.push(bytes)]).toHaveLength(1);
    expect(decoder.inFrame).toBe(false);
  });

  it('attack 14: if a frame states a length shorter than its body, refuses the rest of the body as a wrong frame', () => {
    expect(codeOf(() => decodeAll(frame(hello, hello.length - 5), frame(hello)))).toBe('TOO_LARGE');
  });
});

describe('decodeBody', () => {
  const refused = (body: Buffer | string) => codeOf(() => decodeBody(Buffer.from(body)));

  it.each(['null', '[]', '"x"', '1', '', '{', '{"a":1}x', "{'a':1}", '\u0000'])(
    'attack 14: refuses the body %j',
    (text) => {
      expect(refused(text)).toBe('BAD_FRAME');
    },
  );

  it('attack 14: refuses invalid UTF-8 and a byte order mark', () => {
    expect(refused(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toBe('BAD_FRAME');
    expect(refused(Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]))).toBe('BAD_FRAME');
    expect(refused(`\ufeff${hello}`)).toBe('BAD_FRAME');
  });

  it('attack 14: refuses a key that appears twice at any depth, even if one of the two is written with an escape', () => {
    expect(refused('{"kind":"hello","kind":"write-profiles"}')).toBe('BAD_FRAME');
    expect(refused('{"a":[{"b":{"x":1,"x":2}}]}')).toBe('BAD_FRAME');
    expect(refused('{"kind":1,"k\\u0069nd":2}')).toBe('BAD_FRAME');
    expect(refused('{"__proto__":1,"__proto__":2}')).toBe('BAD_FRAME');
    expect(decodeBody(Buffer.from('{"a":"x:\\"y\\\\","b:":{"a":[":",{}]}}'))).toEqual({
      a: 'x:"y\\',
      'b:': { a: [':', {}] },
    });
  });

  it('attack 14: reads __proto__ as an ordinary key and changes no prototype', () => {
    const body = decodeBody(Buffer.from('{"__proto__":{"kind":"hello"}}')) as { kind?: unknown };
    expect(body.kind).toBeUndefined();
    expect(({} as { kind?: unknown }).kind).toBeUndefined();
  });

  it('attack 14: reads 10 000 nested arrays without a stack overflow', () => {
    const deep = `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
    expect(codeOf(() => decodeBody(Buffer.from(deep)))).toBe('no error');
  });

  it('reads nested objects and arrays', () => {
    const body = { a: [{ b: 1, c: [{ d: null }] }], e: { f: 2 } };
    expect(decodeBody(Buffer.from(JSON.stringify(body)))).toEqual(body);
  });

  it.each([
    ['{', 'it is not JSON'],
    ['[]', 'it is not a JSON object'],
    ['\ufeff{}', 'it begins with a byte order mark'],
    ['{"a":1,"a":2}', 'it contains a key twice'],
  ])('says why it refuses the body %j', (text, why) => {
    expect(() => decodeBody(Buffer.from(text))).toThrow(new KeyferryError('BAD_FRAME', { why }));
    expect(() => decodeBody(Buffer.from(text))).toThrow(why);
  });

  it('causes an error that says that the body is not UTF-8, or that the frame’s length is 0 or too large', () => {
    expect(() => decodeBody(Buffer.from([0xff]))).toThrow('it is not UTF-8');
    expect(() => decodeAll(frame('', 0))).toThrow('its length is 0');
    expect(() => decodeAll(frame('', MAX_REQUEST_BYTES + 1))).toThrow('larger than 4 MiB');
  });

  it('never quotes the refused body in the error', () => {
    expect(() => decodeBody(Buffer.from('{"secret":KEYFERRYCANARY}'))).toThrow(/^(?!.*CANARY)/s);
  });
});

describe('encodeFrame', () => {
  it('attack 14: replaces a reply above the size limit by a small error reply with the same id', () => {
    const bytes = encodeFrame({ id: 5, ok: true, text: 'ü'.repeat(MAX_REPLY_BYTES / 2) });
    expect(bytes.length).toBeLessThan(1000);
    expect(JSON.parse(bytes.subarray(4).toString())).toMatchObject({ id: 5, ok: false, code: 'INTERNAL' });
  });

  it('encodes a reply of exactly the size limit; the error about a larger request names the limit', () => {
    const reply = (length: number) => ({ id: 1, ok: true, text: 'x'.repeat(length) });
    const empty = JSON.stringify(reply(0)).length;
    const largest = encodeFrame(reply(MAX_REPLY_BYTES - empty));
    expect(largest.length).toBe(4 + MAX_REPLY_BYTES);
    expect(encodeFrame(reply(MAX_REPLY_BYTES - empty + 1)).toString()).toContain('a reply that is too large');
    expect(() => encodeFrame({ id: 1, kind: 'x', text: 'x'.repeat(MAX_REPLY_BYTES) })).toThrow('larger than 256 KiB');
  });

  it('attack 14: throws an error for a request above the size limit, and encodes no error reply for it', () => {
    const request = { v: 1, id: 5, kind: 'x', text: 'ü'.repeat(MAX_REPLY_BYTES / 2) };
    expect(codeOf(() => encodeFrame(request))).toBe('TOO_LARGE');
  });

  it('gives the frame’s length in bytes, not in characters', () => {
    const bytes = encodeFrame({ id: 1, text: 'ü' });
    expect(bytes.readUInt32LE()).toBe(bytes.length - 4);
  });
});
