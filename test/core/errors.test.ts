import { describe, expect, it } from 'vitest';
import { type ErrorCode, errorSentences, isErrorCode, KeyferryError, sentenceFor, toErrorReply } from '#core/errors.ts';

describe('the sentences', () => {
  it.each(Object.entries(errorSentences))('%s is one that begins and ends as a sentence', (code, sentence) => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(sentence).toMatch(/^(?:[A-Z{]|keyferry ).*\.$/s);
    expect(sentence).not.toMatch(/\n|[.!?] /);
  });

  it('fill their places from own params only, in one pass', () => {
    expect(sentenceFor('FILE_IO', { file: '{why}', why: '$&' })).toBe(
      '{why} could not be written ($&); nothing was changed.',
    );
    expect(sentenceFor('FILE_IO', Object.create({ file: 'inherited' }))).toContain('{file}');
  });
});

describe('an error on the wire', () => {
  it('keeps the code and sentence of a refusal', () => {
    expect(toErrorReply(new KeyferryError('NAME_INVALID', { why: 'it is empty' }), 'anywhere')).toEqual({
      ok: false,
      code: 'NAME_INVALID',
      message: 'The profile name was refused because it is empty; choose another name.',
    });
  });

  it.each([
    new Error('ASIAKEYFERRYEXAMPLE1'),
    'ASIAKEYFERRYEXAMPLE1',
    null,
    { code: 'OFFLINE', message: 'ASIAKEYFERRYEXAMPLE1' },
  ])('attack 29: says nothing of a foreign error', (error) => {
    const reply = toErrorReply(error, 'the test');
    expect(reply.code).toBe('INTERNAL');
    expect(JSON.stringify(reply)).not.toContain('ASIA');
  });

  it('knows its codes and no inherited name', () => {
    for (const code of Object.keys(errorSentences) as ErrorCode[]) expect(isErrorCode(code)).toBe(true);
    for (const code of ['constructor', '__proto__', 'toString', '', null, 3]) expect(isErrorCode(code)).toBe(false);
  });
});
