import { describe, expect, it } from 'vitest';
import { askOnce } from './rig/host.ts';
import { cliRequest, writeRequest } from './rig/requests.ts';
import { makeSandbox } from './rig/sandbox.ts';

/**
 * Texts of AWS files that a client cannot read. For each text, the number of the line with the problem, and a part of
 * the warning.
 */
const unreadable: readonly (readonly [what: string, text: string, line: number, says: RegExp])[] = [
  ['a section that occurs twice', '[a]\nk = 1\n[b]\n[a]\n', 4, /so the AWS CLI cannot read the file/],
  ['a key that occurs twice', '[a]\nk = 1\nk = 2\n', 3, /so the AWS CLI cannot read the file/],
  ['a line without =', '[a]\nwhat\n', 2, /so the AWS CLI cannot read the file/],
  ['text before the first section', 'k = 1\n[a]\n', 1, /so the AWS CLI cannot read the file/],
  ['an unclosed header', '[a]\nk = 1\n[b\n', 3, /so the AWS CLI cannot read the file/],
  ['a nested line without =', '[a]\ns3 =\n  fast\n', 3, /so the AWS CLI cannot read the file/],
  ['a section __proto__', '[a]\n[__proto__]\nk = 1\n', 2, /so the AWS SDK for JavaScript reads nothing/],
];

describe('the built host writes into a file that an AWS client cannot read, and warns', () => {
  it.each(unreadable)('attack 11: the warning names %s in the credentials file', async (_what, text, line, says) => {
    const sandbox = makeSandbox();
    sandbox.put(sandbox.file, text);
    const { reply } = await askOnce(sandbox, writeRequest());
    expect(reply).toMatchObject({ ok: true, written: ['dev'] });
    const ours = (reply.warnings ?? []).filter((each) => each.startsWith(`Line ${line} of ${sandbox.file} `));
    expect(ours).toEqual([expect.stringMatching(says)]);
    expect(sandbox.read()).toContain('[dev]\naws_access_key_id = ');
  });

  it.each(unreadable)('attack 11: the warning names %s in the config file', async (_what, text, line, says) => {
    const sandbox = makeSandbox();
    sandbox.put(sandbox.config, text);
    const keys = await askOnce(sandbox, writeRequest());
    expect(keys.reply).toMatchObject({ ok: true, written: ['dev'] });
    const cli = await askOnce(sandbox, cliRequest([{ name: 'sso' }]));
    expect(cli.reply).toMatchObject({ ok: true, counts: { added: 1 } });
    for (const { reply } of [keys, cli]) {
      const ours = (reply.warnings ?? []).filter((each) => says.test(each));
      expect(ours).toHaveLength(1);
      expect(ours[0]).toContain(`Line ${line} of ${sandbox.config} `);
    }
  });

  it('attack 11: the warnings name unusual lines only in the sections that the host wrote', async () => {
    const sandbox = makeSandbox();
    sandbox.put(sandbox.file, '[dev]\nregion = eu-west-1 # home\n[other]\nregion = eu-west-1 # home\n');
    const { reply } = await askOnce(sandbox, writeRequest([{}], { replace: true }));
    expect(reply.warnings).toEqual([expect.stringMatching(/^Line \d+ of .* has a comment after the value of region/)]);
  });

  it('attack 11: the warnings name five problems of the file, and the number of all other problems', async () => {
    const sandbox = makeSandbox();
    sandbox.put(sandbox.file, `[a]\n${'what\n'.repeat(8)}`);
    const { reply } = await askOnce(sandbox, writeRequest());
    expect(reply.warnings).toHaveLength(6);
    expect(reply.warnings?.[5]).toMatch(/has 3 more problems. Run `keyferry doctor`/);
  });
});
