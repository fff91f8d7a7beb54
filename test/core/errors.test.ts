import { describe, expect, it } from 'vitest';
import { type ErrorCode, errorSentences, isErrorCode, KeyferryError, sentenceFor, toErrorReply } from '#core/errors.ts';

describe('the sentences of errors', () => {
  it.each(Object.entries(errorSentences))('for the error code %s are at most three and on one line', (code, text) => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(text).toMatch(/^(?:[A-Z{]|keyferry )[^\n]*\.$/);
    const sentences = text.split(/(?<=\.) /);
    expect(sentences.length).toBeLessThanOrEqual(3);
    for (const sentence of sentences.slice(1)) expect(sentence).toMatch(/^[A-Z{]/);
  });

  it('for an internal error do not say “Nothing was changed”, because the error may come after a write', () => {
    expect(errorSentences.INTERNAL).not.toMatch(/chang/i);
  });

  it('contain each parameter of the error unchanged, even a parameter that looks like a placeholder: `{why}`', () => {
    expect(sentenceFor('FILE_IO', { file: '{why}', why: '$&' })).toBe(
      '{why} could not be written ($&). Nothing was changed.',
    );
    expect(sentenceFor('FILE_IO', Object.create({ file: 'inherited' }))).toContain('{file}');
  });
});

describe('an error in a reply', () => {
  it('has the code and the sentence of the error if Keyferry defined this error', () => {
    expect(toErrorReply(new KeyferryError('NAME_INVALID', { why: 'it is empty' }), 'anywhere')).toEqual({
      ok: false,
      code: 'NAME_INVALID',
      message: 'The profile name was refused because it is empty. Choose another name.',
    });
  });

  it.each([
    new Error('ASIAKEYFERRYEXAMPLE1'),
    'ASIAKEYFERRYEXAMPLE1',
    null,
    { code: 'OFFLINE', message: 'ASIAKEYFERRYEXAMPLE1' },
  ])('attack 29: does not contain the text of an error that Keyferry did not define', (error) => {
    const reply = toErrorReply(error, 'the test');
    expect(reply.code).toBe('INTERNAL');
    expect(JSON.stringify(reply)).not.toContain('ASIA');
  });

  it('has a code from the list of error codes; a name such as `constructor` is not an error code', () => {
    for (const code of Object.keys(errorSentences) as ErrorCode[]) expect(isErrorCode(code)).toBe(true);
    for (const code of ['constructor', '__proto__', 'toString', '', null, 3]) expect(isErrorCode(code)).toBe(false);
  });
});
