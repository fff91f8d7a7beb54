import { describe, expect, it } from 'vitest';
import { createAnnouncer } from '../../../extension/content/announcer.ts';
import { isAlive, type Runtime, runtimeOf } from '../../../extension/content/extension.ts';
import { hasTwoSessions, isSigningIn, pageRegion, showsSignInForm, tokenIn } from '../../../extension/content/page.ts';
import { watch } from '../../../extension/content/watch.ts';

const element = (text: string | null, content: string | null = null) =>
  ({ textContent: text, getAttribute: () => content }) as unknown as Element;
const pageWith = (env: string | null, meta: string | null = null, form = false) =>
  ({
    querySelector: (selector: string) => {
      if (selector === 'script#env') return env === null ? null : element(env);
      if (selector.includes('input')) return form ? element(null) : null;
      return meta === null ? null : element(null, meta);
    },
  }) as unknown as Document;

describe('the content script', () => {
  it('reads the session token, even if the page has other cookies', () => {
    expect(tokenIn('a=1; x-amz-sso_authn=EXAMPLE/t+k=n==; b=2')).toBe('EXAMPLE/t+k=n==');
    expect(tokenIn('x-amz-sso_authn="EXAMPLE"')).toBe('EXAMPLE');
  });

  it.each(['', 'a=1', 'x-amz-sso_authn=', 'x-amz-sso_authn', 'my-x-amz-sso_authn=EXAMPLE', 'x-amz-sso_authn=a\u00e9b'])(
    'reads no session token if the cookies of the page are %j',
    (cookies) => {
      expect(tokenIn(cookies)).toBeNull();
    },
  );

  it.each([
    'x-amz-sso_authn=TOSSEDEXAMPLE; x-amz-sso_authn=EXAMPLE',
    'x-amz-sso_authn=EXAMPLE; a=1; x-amz-sso_authn=',
    'x-amz-sso_authn=EXAMPLE; x-amz-sso_authn="OTHEREXAMPLE"',
  ])('attack 49: reads no session token if the page has two different session cookies: %j', (cookies) => {
    expect(tokenIn(cookies)).toBeNull();
    expect(hasTwoSessions(cookies)).toBe(true);
  });

  it('reads the session token if two session cookies have the same value', () => {
    expect(tokenIn('x-amz-sso_authn=EXAMPLE; x-amz-sso_authn="EXAMPLE"')).toBe('EXAMPLE');
    expect(hasTwoSessions('x-amz-sso_authn=EXAMPLE; x-amz-sso_authn=EXAMPLE; x-amz-sso-other=b')).toBe(false);
    expect(hasTwoSessions('')).toBe(false);
  });

  it('attack 32: reads the region from the page’s element script#env, or otherwise from the page’s meta tag', () => {
    const byEnv = { region: 'eu-west-1', regionFrom: 'env' };
    const byMeta = { region: 'us-east-1', regionFrom: 'meta' };
    expect(pageRegion(pageWith('{"region":"eu-west-1","partition":"aws"}', 'us-east-1'))).toEqual(byEnv);
    expect(pageRegion(pageWith(null, 'us-east-1'))).toEqual(byMeta);
    expect(pageRegion(pageWith('{"stage":"prod"}', 'us-east-1'))).toEqual(byMeta);
    expect(pageRegion(pageWith(null))).toEqual({ region: null });
  });

  it.each([
    ['no JSON', 'region: eu-west-1'],
    ['null', 'null'],
    ['a number', '{"region":7}'],
    ['an object', '{"region":{"x":1}}'],
    ['nothing', '{"region":""}'],
    ['10 kB', JSON.stringify({ region: 'eu-west-1', padding: 'x'.repeat(10_240) })],
    ['a region of 10 kB', JSON.stringify({ region: 'x'.repeat(9_000) })],
  ])('attack 44: reads no region if the page’s element script#env contains bad data (%s)', (_, env) => {
    expect(pageRegion(pageWith(env))).toEqual({ region: null });
  });

  it('notices whether the page shows a sign-in form', () => {
    expect(showsSignInForm(pageWith(null, null, true))).toBe(true);
    expect(showsSignInForm(pageWith(null))).toBe(false);
  });

  it('notices from the page’s address that the user comes back from a sign-in', () => {
    expect(isSigningIn('https://demo.awsapps.com/start/?state=x&workflowResultHandle=y')).toBe(true);
    expect(isSigningIn('https://demo.awsapps.com/start/#/?workflowResultHandle=y')).toBe(true);
    expect(isSigningIn('https://demo.awsapps.com/start/#/?tab=accounts')).toBe(false);
    expect(isSigningIn('https://demo.awsapps.com/start/?estate=1')).toBe(false);
  });
});

interface SceneOptions {
  readonly cookie?: string;
  readonly env?: string | null;
  readonly readyState?: DocumentReadyState;
  readonly href?: string;
  /** If true, the page shows a sign-in form. */
  readonly form?: boolean;
}

/** A simulated page, a worker that records the messages of the page, and a clock that the test moves. */
function setUp(given: SceneOptions = {}) {
  const received: unknown[] = [];
  const page = {
    document: {
      cookie: given.cookie ?? '',
      readyState: given.readyState ?? ('complete' as DocumentReadyState),
      querySelector: pageWith(given.env === undefined ? '{"region":"eu-west-1"}' : given.env, null, given.form)
        .querySelector,
    },
    location: { href: given.href ?? 'https://demo.awsapps.com/start' },
  };
  const runtime = {
    id: 'keyferryid' as string | undefined,
    fails: false,
    async sendMessage(message: unknown) {
      if (runtime.fails) throw new Error('Receiving end does not exist.');
      received.push(message);
    },
    onMessage: { addListener: () => undefined },
  };
  let time = 0;
  const waiting: { task: () => void; at: number }[] = [];
  const later = (task: () => void, ms: number) => void waiting.push({ task, at: time + ms });
  const announcer = createAnnouncer(page, runtime as unknown as Runtime, () => time, later);
  /**
   * Lets simulated time pass, and runs the timers that are due.
   * @param early number of ms by which each timer runs too early, as in browsers that round their clock.
   */
  const passTimers = (ms: number, early = 0) => {
    time += ms;
    const due = waiting.filter(({ at }) => at - early <= time);
    for (const each of due) {
      waiting.splice(waiting.indexOf(each), 1);
      each.task();
    }
  };
  const check = async () => {
    const goesOn = announcer.check();
    await new Promise((resolve) => setImmediate(resolve));
    return goesOn;
  };
  return { page, runtime, received, check, announcer, passTimers, pass: (ms: number) => (time += ms) };
}

const cookie = 'x-amz-sso_authn=TOKENEXAMPLE';
const sessionMessage = {
  kind: 'portal/session',
  body: { token: 'TOKENEXAMPLE', region: 'eu-west-1', regionFrom: 'env' },
};
const unreadableMessage = { kind: 'portal/unreadable', body: { region: 'eu-west-1', regionFrom: 'env' } };
const signedOutMessage = { kind: 'portal/signed-out', body: {} };

describe('the part of the content script that sends messages to the worker', () => {
  it('sends the same session only once', async () => {
    const { received, check } = setUp({ cookie });
    for (let times = 0; times < 5; times += 1) expect(await check()).toBe(true);
    expect(received).toEqual([sessionMessage]);
  });

  it('attack 31: sends a session even if it appears seconds after the page has loaded', async () => {
    const { page, received, check } = setUp({ href: 'https://demo.awsapps.com/start/?state=x' });
    await check();
    await check();
    expect(received).toEqual([]);
    page.document.cookie = cookie;
    await check();
    expect(received).toEqual([sessionMessage]);
  });

  it('attack 31: sends each new session token, and reports that the user is signed out when the page has no token', async () => {
    const { page, received, check } = setUp({ cookie });
    await check();
    page.document.cookie = 'x-amz-sso_authn=NEWTOKENEXAMPLE';
    await check();
    page.document.cookie = '';
    await check();
    await check();
    page.document.cookie = cookie;
    await check();
    expect(received).toEqual([
      sessionMessage,
      { ...sessionMessage, body: { ...sessionMessage.body, token: 'NEWTOKENEXAMPLE' } },
      signedOutMessage,
      sessionMessage,
    ]);
  });

  it('attack 48: sends no session while the page shows a sign-in form, even if there is a session cookie', async () => {
    const { received, check } = setUp({ cookie, form: true });
    await check();
    await check();
    expect(received).toEqual([signedOutMessage]);
  });

  it('attack 48: sends no session while the page is still loading, because a sign-in form may follow', async () => {
    const { page, received, check } = setUp({ cookie, readyState: 'loading' });
    await check();
    expect(received).toEqual([]);
    page.document.readyState = 'interactive';
    await check();
    expect(received).toEqual([sessionMessage]);
  });

  it('attack 49: reports two different session cookies once, and sends the session when only one of them is left', async () => {
    const { page, received, check } = setUp({ cookie });
    await check();
    page.document.cookie = `x-amz-sso_authn=TOSSEDEXAMPLE; ${cookie}`;
    await check();
    await check();
    page.document.cookie = cookie;
    await check();
    expect(received).toEqual([sessionMessage, { kind: 'portal/two-cookies', body: {} }, sessionMessage]);
  });

  it('waits until the page has loaded before it reports that there is no session', async () => {
    const { page, received, check } = setUp({ readyState: 'loading', form: true });
    await check();
    expect(received).toEqual([]);
    page.document.readyState = 'complete';
    await check();
    expect(received).toEqual([signedOutMessage]);
  });

  it('attack 31: reports once, after two seconds, that the page has no readable session cookie and no sign-in form', async () => {
    const { received, check, pass } = setUp();
    await check();
    pass(1000);
    await check();
    expect(received).toEqual([]);
    pass(1000);
    await check();
    await check();
    expect(received).toEqual([unreadableMessage]);
  });

  it('attack 31: reports a missing session cookie even while the page is hidden, and sends the session when a cookie appears', async () => {
    const { page, received, check, passTimers } = setUp();
    await check();
    passTimers(2000);
    page.document.cookie = cookie;
    await check();
    page.document.cookie = '';
    await check();
    expect(received).toEqual([unreadableMessage, sessionMessage, signedOutMessage]);
  });

  it('attack 31: reports a missing session cookie of a hidden page even if the browser’s timer ends 1 ms early', async () => {
    const { received, check, passTimers } = setUp();
    await check();
    passTimers(1999, 1);
    expect(received).toEqual([]);
    passTimers(1);
    expect(received).toEqual([unreadableMessage]);
  });

  it('attack 32: waits three seconds for the page’s region, and then sends the session without a region', async () => {
    const { received, check, pass } = setUp({ cookie, env: null });
    await check();
    pass(2000);
    await check();
    expect(received).toEqual([]);
    pass(1500);
    await check();
    expect(received).toEqual([{ kind: 'portal/session', body: { token: 'TOKENEXAMPLE', region: null } }]);
  });

  it('attack 32: sends a session without a region also while the page is hidden', async () => {
    const { received, check, passTimers } = setUp({ cookie, env: null });
    await check();
    passTimers(3000);
    expect(received).toEqual([{ kind: 'portal/session', body: { token: 'TOKENEXAMPLE', region: null } }]);
  });

  it('sends a message a second time if the message did not reach the worker, or if the worker lost the message', async () => {
    const { runtime, received, check, announcer } = setUp({ cookie });
    runtime.fails = true;
    await check();
    runtime.fails = false;
    await check();
    expect(received).toEqual([sessionMessage]);
    announcer.forgetLastMessage();
    await check();
    expect(received).toEqual([sessionMessage, sessionMessage]);
  });

  it('sends no more messages, and shows no error, after the extension was reloaded', async () => {
    const { runtime, received, check } = setUp({ cookie });
    runtime.id = undefined;
    expect(await check()).toBe(false);
    expect(received).toEqual([]);
    const gone = {
      get id(): string {
        throw new Error('Extension context invalidated.');
      },
    };
    expect(isAlive(gone as unknown as Runtime)).toBe(false);
  });
});

describe('the part of the content script that watches the page', () => {
  function watched(withCookieStore = true) {
    const target = new EventTarget();
    const cookieStore = new EventTarget();
    const document = Object.assign(target, { visibilityState: 'visible' as DocumentVisibilityState });
    let tick = () => {};
    let running = true;
    const scope = {
      cookieStore: withCookieStore ? cookieStore : undefined,
      document,
      setInterval: (task: () => void) => {
        tick = task;
        return 7;
      },
      clearInterval: () => {
        running = false;
      },
    };
    return { scope, document, cookieStore, tick: () => tick(), isRunning: () => running };
  }

  it('checks the page at once, after each change of cookies or of the page, and every second while the page is visible', () => {
    const { scope, document, cookieStore, tick } = watched();
    let checks = 0;
    watch(scope, () => {
      checks += 1;
      return true;
    });
    expect(checks).toBe(1);
    cookieStore.dispatchEvent(new Event('change'));
    document.dispatchEvent(new Event('readystatechange'));
    expect(checks).toBe(3);
    tick();
    expect(checks).toBe(4);
    document.visibilityState = 'hidden';
    tick();
    expect(checks).toBe(4);
    document.dispatchEvent(new Event('visibilitychange'));
    expect(checks).toBe(5);
  });

  it('no longer listens to the page after the extension was reloaded or removed', () => {
    const { scope, document, cookieStore, isRunning } = watched();
    let checks = 0;
    watch(scope, () => {
      checks += 1;
      return checks < 2;
    });
    cookieStore.dispatchEvent(new Event('change'));
    expect(isRunning()).toBe(false);
    cookieStore.dispatchEvent(new Event('change'));
    document.dispatchEvent(new Event('visibilitychange'));
    expect(checks).toBe(2);
  });

  it('checks the page every second even if the browser sends no events about changed cookies', () => {
    const { scope, tick } = watched(false);
    let checks = 0;
    watch(scope, () => {
      checks += 1;
      return true;
    });
    tick();
    expect(checks).toBe(2);
  });
});

it('the content script finds the browser’s API as `browser` or as `chrome`', () => {
  const runtime = {} as Runtime;
  expect(runtimeOf({ browser: { runtime } })).toBe(runtime);
  expect(runtimeOf({ chrome: { runtime } })).toBe(runtime);
  expect(runtimeOf({})).toBeUndefined();
});
