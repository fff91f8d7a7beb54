import { describe, expect, it } from 'vitest';
import { readMessage } from '#core/protocol/messages.ts';
import { forbiddenSenders, kinds, maySend, senderClasses, validBody } from './message-samples.ts';

const session = 'store https://demo.awsapps.com/start user';
const role = { session, accountId: '111122223333', roleName: 'ReadOnly' };

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = { value };
  return value;
}

describe('the function readMessage', () => {
  it('returns a valid message with the same values', () => {
    const body = { token: 'tokenEXAMPLE', region: null };
    expect(readMessage('portal', { kind: 'portal/session', body })).toEqual({ kind: 'portal/session', body });
    expect(readMessage('popup', { kind: 'popup/get-credentials', body: role })?.body).toEqual(role);
  });

  it.each(kinds)('accepts the message %s from each sender that may send it', (kind) => {
    const allowed = senderClasses.filter((sender) => maySend(sender, kind));
    expect(allowed).not.toEqual([]);
    for (const sender of allowed) expect(readMessage(sender, { kind, body: validBody(kind) })?.kind).toBe(kind);
  });

  it.each(forbiddenSenders)('attack 1: does not accept from %s the valid message %s', (sender, kind) => {
    expect(readMessage(sender, { kind, body: validBody(kind) })).toBeNull();
  });

  it('attack 1: accepts a message only from the sender that the message’s kind names, except three kinds', () => {
    const others = kinds.flatMap((kind) =>
      senderClasses
        .filter((sender) => maySend(sender, kind) && !kind.startsWith(`${sender}/`))
        .map((sender) => [sender, kind]),
    );
    // The three messages that another sender may send too: the options page switches a profile to live, the question
    // window answers a question, and the popup reads the settings.
    expect(others).toEqual([
      ['options', 'popup/switch-live'],
      ['question', 'popup/answer-question'],
      ['popup', 'options/get-settings'],
    ]);
    expect(kinds.filter((kind) => kind.startsWith('portal/'))).toEqual([
      'portal/session',
      'portal/unreadable',
      'portal/two-cookies',
      'portal/signed-out',
    ]);
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', '', 'popup/open ', ['popup/open'], null, 1, {}])(
    'attack 4: returns null for the unknown kind %j and throws no error',
    (kind) => {
      for (const sender of senderClasses) expect(readMessage(sender, { kind, body: {} })).toBeNull();
    },
  );

  it.each([undefined, null, 'popup/open', 1, [], {}, () => 1])(
    'attack 4: returns null for %j, which is not a message',
    (message) => {
      for (const sender of senderClasses) expect(readMessage(sender, message)).toBeNull();
    },
  );

  it('attack 4: returns null for an object with a million nested levels, and throws no error', () => {
    const value = deep(1_000_000);
    expect(readMessage('popup', value)).toBeNull();
    expect(readMessage('popup', { kind: value, body: {} })).toBeNull();
    expect(readMessage('popup', { kind: 'popup/open', body: value })).toBeNull();
    expect(readMessage('portal', { kind: 'portal/session', body: { token: value, region: value } })).toBeNull();
  });

  it.each(['origin', 'url', 'frameId', 'sender', '__proto__', 'constructor'])(
    'attack 5: refuses a forged field %s inside the body, and ignores this field outside the body',
    (key) => {
      const body = JSON.parse(`{${JSON.stringify(key)}:"https://demo.awsapps.com"}`);
      expect(readMessage('popup', { kind: 'popup/open', body })).toBeNull();
      const beside = { ...JSON.parse(`{${JSON.stringify(key)}:"x"}`), kind: 'popup/open', body: {} };
      expect(readMessage('popup', beside)).toEqual({ kind: 'popup/open', body: {} });
    },
  );

  it('refuses a token with characters that an HTTP header must not contain', () => {
    for (const token of ['', 'a\r\nx: y', 'a b', 'ä', 'x'.repeat(16385)]) {
      expect(readMessage('portal', { kind: 'portal/session', body: { token, region: null } })).toBeNull();
    }
  });
});
