import { describe, expect, it } from 'vitest';
import { chromiumIds, firefoxId } from '#core/identity.ts';
import { readInvocation } from '../../../native-host/browser-host/invocation.ts';

const [id] = chromiumIds;
const manifest = '/home/me/.mozilla/native-messaging-hosts/com.keyferry.host.json';

describe('readInvocation', () => {
  it.each([
    [[`chrome-extension://${id}/`]],
    [[`chrome-extension://${id}/`, '--parent-window=0']],
    [[`chrome-extension://${id}/`, '--parent-window=123456']],
    [[manifest, firefoxId]],
    [['C:\\Users\\me\\com.keyferry.host.json', firefoxId]],
  ])('recognises from the arguments %j that the extension started the program', (args) => {
    expect(readInvocation(args).by).toBe('extension');
  });

  it.each([
    [[`chrome-extension://${id}`]],
    [[`chrome-extension://${id}/x`]],
    [[`chrome-extension://${id}//`]],
    [[` chrome-extension://${id}/`]],
    [[`CHROME-EXTENSION://${id}/`]],
    [['chrome-extension://abcdefghijklmnopabcdefghijklmnop/']],
    [['chrome-extension:///']],
    [[`moz-extension://${id}/`]],
    [[`https://${id}/`]],
    [[`chrome-extension://${id}/`, 'install']],
    [[`chrome-extension://${id}/`, '--parent-window=x']],
    [[`chrome-extension://${id}/`, '--parent-window=1', '--parent-window=1']],
    [[`chrome-extension://${id}/`, firefoxId]],
    [[manifest]],
    [[manifest, 'other@example.org']],
    [[manifest, `${firefoxId} `]],
    [[manifest, firefoxId, 'more']],
    [['/tmp/other.json', firefoxId]],
    [['com.other.host.json', firefoxId]],
  ])('attack 16: refuses the arguments %j', (args) => {
    expect(readInvocation(args).by).toBe('unknown-extension');
  });

  it.each([[[]], [['install']], [['--version']], [['env', '--profile', manifest]], [[firefoxId]]])(
    'reads %j as a command line',
    (args) => {
      expect(readInvocation(args)).toEqual({ by: 'user', args });
    },
  );

  it('attack 16: shortens the name of a refused caller and removes control characters from it', () => {
    const invocation = readInvocation([`chrome-extension://\u001b[2J\n${'x'.repeat(500)}/`]);
    expect(invocation.by === 'unknown-extension' && invocation.caller).toMatch(/^[\x20-\x7e]{1,120}$/);
  });
});
