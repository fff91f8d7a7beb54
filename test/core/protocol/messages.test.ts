import { describe, expect, it } from 'vitest';
import { messages, readMessage, type SenderClass } from '#core/protocol/messages.ts';

const senders: readonly SenderClass[] = ['portal', 'popup', 'options'];
const session = 'store https://demo.awsapps.com/start user';
const role = { session, accountId: '111122223333', roleName: 'ReadOnly' };

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = { value };
  return value;
}

describe('readMessage', () => {
  it('takes a message of its sender, with what its schema read', () => {
    const body = { token: 'tokenEXAMPLE', region: null };
    expect(readMessage('portal', { kind: 'portal/session', body })).toEqual({ kind: 'portal/session', body });
    expect(readMessage('popup', { kind: 'popup/get-credentials', body: role })?.body).toEqual(role);
  });

  it.each(['popup/get-credentials', 'popup/write-profile'])('attack 1: a page may not send %s', (kind) => {
    const body = kind === 'popup/write-profile' ? { ...role, name: 'a', replace: true } : role;
    expect(readMessage('popup', { kind, body })).not.toBeNull();
    expect(readMessage('portal', { kind, body })).toBeNull();
    expect(readMessage('options', { kind, body })).toBeNull();
  });

  it('attack 1: each kind is taken from the senders it names and from no other; a portal page has only its two', () => {
    const fromPortal = Object.entries(messages).filter(([, { from }]) =>
      (from as readonly string[]).includes('portal'),
    );
    expect(fromPortal.map(([kind]) => kind)).toEqual(['portal/session', 'portal/unreadable', 'portal/signed-out']);
    for (const [kind, { from }] of Object.entries(messages)) {
      for (const sender of senders.filter((each) => !(from as readonly SenderClass[]).includes(each))) {
        expect(readMessage(sender, { kind, body: {} }), `${sender} ${kind}`).toBeNull();
      }
    }
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', '', 'popup/open ', ['popup/open'], null, 1, {}])(
    'attack 4: the kind %j gets nothing and throws nothing',
    (kind) => {
      for (const sender of senders) expect(readMessage(sender, { kind, body: {} })).toBeNull();
    },
  );

  it.each([undefined, null, 'popup/open', 1, [], {}, () => 1])('attack 4: %j is no message', (message) => {
    for (const sender of senders) expect(readMessage(sender, message)).toBeNull();
  });

  it('attack 4: an object a million levels deep is refused without a throw', () => {
    const value = deep(1_000_000);
    expect(readMessage('popup', value)).toBeNull();
    expect(readMessage('popup', { kind: value, body: {} })).toBeNull();
    expect(readMessage('popup', { kind: 'popup/open', body: value })).toBeNull();
    expect(readMessage('portal', { kind: 'portal/session', body: { token: value, region: value } })).toBeNull();
  });

  it.each(['origin', 'url', 'frameId', 'sender', '__proto__', 'constructor'])(
    'attack 5: a forged %s in the body is refused, beside it unused',
    (key) => {
      const body = JSON.parse(`{${JSON.stringify(key)}:"https://demo.awsapps.com"}`);
      expect(readMessage('popup', { kind: 'popup/open', body })).toBeNull();
      const beside = { ...JSON.parse(`{${JSON.stringify(key)}:"x"}`), kind: 'popup/open', body: {} };
      expect(readMessage('popup', beside)).toEqual({ kind: 'popup/open', body: {} });
    },
  );

  it('refuses a token that could break a header', () => {
    for (const token of ['', 'a\r\nx: y', 'a b', 'ä', 'x'.repeat(16385)]) {
      expect(readMessage('portal', { kind: 'portal/session', body: { token, region: null } })).toBeNull();
    }
  });
});
