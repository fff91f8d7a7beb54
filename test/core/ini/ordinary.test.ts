import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOrdinary } from '#core/ini/ordinary.ts';
import { readerProblems } from '#core/ini/reader-problems.ts';
import '../../fixed-seed.ts';

const USUAL = [
  '',
  '[dev]\naws_access_key_id = AKIAKEYFERRYEXAMPLE1\naws_secret_access_key=abc/+=def\n',
  '# mine\n\n[default]\r\nregion = eu-west-1\r\n[profile a.b-c]\r\nregion = eu-west-1\r\n',
  '[sso-session corp]\nsso_start_url = https://demo.awsapps.com/start\nsso_registration_scopes = sso:account:access\n; end',
  '[a]\nk = 1\n[b]\nk = 1',
  '[a]\ns3 =\n',
];

const piece = fc.oneof(
  fc.constantFrom('[a]', '[profile a]', '[b]', '[DEFAULT]', '[profile DEFAULT]', '[__proto__]', '[ a ]', '[a', 'k = v'),
  fc.constantFrom('K = v', 'k: v', 'k = "v"', "k = '", 'k = v # c', 'k = v;c', 'k', ' k = v', '\tk = v', 'k =', '=v'),
  fc.constantFrom(
    'aws_security_token = a',
    'aws_session_token = b',
    '# c',
    '; c',
    ' # c',
    '[a] # c',
    '[a]# c',
    '[a=b]',
    '[profile.a]',
  ),
  fc.constantFrom('', '  ', '\ufeff', '\r', '\u2028', '\u0085', '\u0000', 'k = \u00a0v', 'k = é', '\u000b'),
);
const text = fc
  .array(fc.tuple(piece, fc.constantFrom('\n', '\r\n', '\n', '')), { maxLength: 12 })
  .map((lines) => lines.flat().join(''));

describe('the quick check for texts that every client reads in the same way', () => {
  it.each(USUAL)('accepts %j', (usual) => {
    expect(isOrdinary(usual)).toBe(true);
  });

  it.each([
    '[a]\n[a]\n',
    '[profile.a]\n',
    '[a]\nk = 1\nk = 2\n',
    'k = 1\n',
    '[a]\nk = "v"\n',
    "[a]\nk ='v'\n",
    '[a]\nk = v # c\n',
  ])('does not accept %j, so Keyferry must check this text with the complete rules', (odd) => {
    expect(isOrdinary(odd)).toBe(false);
  });

  it('accepts only texts in which the complete rules find no problem', () => {
    let accepted = 0;
    fc.assert(
      fc.property(text, (each) => {
        if (!isOrdinary(each)) return;
        accepted++;
        expect(readerProblems(each, 'credentials')).toEqual([]);
        expect(readerProblems(each, 'config')).toEqual([]);
      }),
      { numRuns: 20_000 },
    );
    expect(accepted).toBeGreaterThan(200);
  });
});
