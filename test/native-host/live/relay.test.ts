import { beforeEach, describe, expect, it } from 'vitest';
import { createRelay, MAX_UNANSWERED, MAX_UNREAD_BYTES, type Relay } from '../../../native-host/live/relay.ts';

interface Sent {
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

let sent: Sent[];
let unread: number;
let relay: Relay;
beforeEach(() => {
  sent = [];
  unread = 0;
  const request = (kind: string, body: object) =>
    new Promise((resolve, reject) => {
      sent.push({ kind, body: body as Sent['body'], resolve, reject });
    });
  relay = createRelay({ extension: { request } as never, unread: () => unread });
});

const aws = { program: 'aws', isVerified: true };
const kinds = () => sent.map(({ kind }) => kind);
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the relay between clients and the browser', () => {
  it('merges requests of one program for one profile, even from different folders and terminals', async () => {
    const first = relay.credentials('dev', { ...aws, folder: '/a', terminal: 'pts/1' });
    const second = relay.credentials('dev', { ...aws, folder: '/b' });
    expect(kinds()).toEqual(['live-credentials']);
    sent[0]?.resolve('keys');
    expect(await Promise.all([first.reply, second.reply])).toEqual(['keys', 'keys']);
  });

  it.each([
    ['another program', 'dev', { ...aws, program: 'terraform' }],
    ['another script', 'dev', { ...aws, script: 'deploy.py' }],
    ['an agent', 'dev', { ...aws, agent: 'CLAUDECODE' }],
    ['a program that only says what it is', 'dev', { ...aws, isVerified: false }],
    ['another socket', 'dev', { ...aws, via: 'ssh host' }],
    ['another profile', 'prod', aws],
  ])('does not merge two requests if the second request is of %s', (_, profile, client) => {
    relay.credentials('dev', aws);
    relay.credentials(profile, client);
    expect(sent).toHaveLength(2);
  });

  it('does not merge requests of scripts with the same name in different folders, because an answer is for one folder', () => {
    const script = { program: 'python3', script: 'deploy.py', isVerified: true };
    relay.credentials('dev', { ...script, folder: '/src/a' });
    relay.credentials('dev', { ...script, folder: '/tmp/b' });
    expect(sent).toHaveLength(2);
    relay.credentials('dev', { ...script, folder: '/src/a', terminal: 'pts/1' });
    expect(sent).toHaveLength(2);
  });

  it('cancels a request once, and only when no client waits for the request any more', () => {
    const [a, b] = [relay.credentials('dev', aws), relay.credentials('dev', aws)];
    a.leave();
    a.leave();
    expect(kinds()).toEqual(['live-credentials']);
    b.leave();
    b.leave();
    expect(kinds()).toEqual(['live-credentials', 'live-cancel']);
    expect(sent[1]?.body).toEqual({ ticket: sent[0]?.body.ticket });
  });

  it('does not cancel a request that the browser has already answered', async () => {
    const relayed = relay.credentials('dev', aws);
    sent[0]?.resolve('keys');
    await relayed.reply;
    await settled();
    relayed.leave();
    expect(kinds()).toEqual(['live-credentials']);
  });

  it('attack 65: has at most 64 open requests; a cancelled request counts as open until its reply arrives', async () => {
    for (let nth = 0; nth < MAX_UNANSWERED; nth++) relay.credentials(`role-${nth}`, aws).leave();
    expect(() => relay.credentials('one-more', aws)).toThrow('too many requests');
    expect(() => relay.status()).toThrow('too many requests');
    sent[0]?.resolve('keys');
    await settled();
    expect(() => relay.credentials('one-more', aws)).not.toThrow();
  });

  it('attack 65: sends no request while the browser still has too many bytes to read', () => {
    const open = relay.credentials('dev', aws);
    unread = MAX_UNREAD_BYTES;
    expect(() => relay.lock()).toThrow('too many requests');
    open.leave();
    expect(kinds()).toEqual(['live-credentials']);
  });

  it('passes the browser’s refusal to every waiting client; for the next request, it asks the browser again', async () => {
    const both = [relay.credentials('dev', aws), relay.credentials('dev', aws)];
    sent[0]?.reject(new Error('refused'));
    for (const { reply } of both) await expect(reply).rejects.toThrow('refused');
    await settled();
    relay.credentials('dev', aws);
    expect(sent).toHaveLength(2);
  });
});
