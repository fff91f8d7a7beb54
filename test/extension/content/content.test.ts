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

describe('what a page says', () => {
  it('the token is found among other cookies', () => {
    expect(tokenIn('a=1; x-amz-sso_authn=EXAMPLE/t+k=n==; b=2')).toBe('EXAMPLE/t+k=n==');
    expect(tokenIn('x-amz-sso_authn="EXAMPLE"')).toBe('EXAMPLE');
  });

  it.each(['', 'a=1', 'x-amz-sso_authn=', 'x-amz-sso_authn', 'my-x-amz-sso_authn=EXAMPLE', 'x-amz-sso_authn=a\u00e9b'])(
    'has no token in %j',
    (cookies) => {
      expect(tokenIn(cookies)).toBeNull();
    },
  );

  it.each([
    'x-amz-sso_authn=TOSSEDEXAMPLE; x-amz-sso_authn=EXAMPLE',
    'x-amz-sso_authn=EXAMPLE; a=1; x-amz-sso_authn=',
    'x-amz-sso_authn=EXAMPLE; x-amz-sso_authn="OTHEREXAMPLE"',
  ])('attack 49: no token is read from %j, which contains two different cookies', (cookies) => {
    expect(tokenIn(cookies)).toBeNull();
    expect(hasTwoSessions(cookies)).toBe(true);
  });

  it('the token is read if two cookies are equal', () => {
    expect(tokenIn('x-amz-sso_authn=EXAMPLE; x-amz-sso_authn="EXAMPLE"')).toBe('EXAMPLE');
    expect(hasTwoSessions('x-amz-sso_authn=EXAMPLE; x-amz-sso_authn=EXAMPLE; x-amz-sso-other=b')).toBe(false);
    expect(hasTwoSessions('')).toBe(false);
  });

  it('attack 32: the region is read from script#env, otherwise from the meta tag', () => {
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
  ])('attack 44: no region is read from a hostile script#env (%s)', (_, env) => {
    expect(pageRegion(pageWith(env))).toEqual({ region: null });
  });

  it('a page with a sign-in form is recognised', () => {
    expect(showsSignInForm(pageWith(null, null, true))).toBe(true);
    expect(showsSignInForm(pageWith(null))).toBe(false);
  });

  it('a page that comes back from a sign-in is recognised', () => {
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
  /** Whether the page shows a sign-in form. */
  readonly form?: boolean;
}

/** A page, a worker that records messages, and a clock that the test moves. */
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
   * Lets simulated time pass and runs the timers that are due.
   * @param early how many ms too early the timers run. Browsers round their clock.
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

describe('the announcer', () => {
  it('sends a session only once', async () => {
    const { received, check } = setUp({ cookie });
    for (let times = 0; times < 5; times += 1) expect(await check()).toBe(true);
    expect(received).toEqual([sessionMessage]);
  });

  it('attack 31: sends a session that appears seconds after the page has loaded', async () => {
    const { page, received, check } = setUp({ href: 'https://demo.awsapps.com/start/?state=x' });
    await check();
    await check();
    expect(received).toEqual([]);
    page.document.cookie = cookie;
    await check();
    expect(received).toEqual([sessionMessage]);
  });

  it('attack 31: sends a new token, and later that the session is gone', async () => {
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

  it('attack 48: sends no session from a page with a sign-in form, even if the page has a cookie', async () => {
    const { received, check } = setUp({ cookie, form: true });
    await check();
    await check();
    expect(received).toEqual([signedOutMessage]);
  });

  it('attack 48: sends no session before the page can show a sign-in form', async () => {
    const { page, received, check } = setUp({ cookie, readyState: 'loading' });
    await check();
    expect(received).toEqual([]);
    page.document.readyState = 'interactive';
    await check();
    expect(received).toEqual([sessionMessage]);
  });

  it('attack 49: reports two different cookies once, and sends the session when only one cookie is left', async () => {
    const { page, received, check } = setUp({ cookie });
    await check();
    page.document.cookie = `x-amz-sso_authn=TOSSEDEXAMPLE; ${cookie}`;
    await check();
    await check();
    page.document.cookie = cookie;
    await check();
    expect(received).toEqual([sessionMessage, { kind: 'portal/two-cookies', body: {} }, sessionMessage]);
  });

  it('reports that there is no session only after the page has loaded', async () => {
    const { page, received, check } = setUp({ readyState: 'loading', form: true });
    await check();
    expect(received).toEqual([]);
    page.document.readyState = 'complete';
    await check();
    expect(received).toEqual([signedOutMessage]);
  });

  it('attack 31: reports once that a page seems to be signed in but has no readable cookie', async () => {
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

  it('attack 31: reports a missing cookie from a hidden page, and sends the session when a cookie appears', async () => {
    const { page, received, check, passTimers } = setUp();
    await check();
    passTimers(2000);
    page.document.cookie = cookie;
    await check();
    page.document.cookie = '';
    await check();
    expect(received).toEqual([unreadableMessage, sessionMessage, signedOutMessage]);
  });

  it('attack 31: reports a missing cookie from a hidden page even if the timer runs 1 ms early', async () => {
    const { received, check, passTimers } = setUp();
    await check();
    passTimers(1999, 1);
    expect(received).toEqual([]);
    passTimers(1);
    expect(received).toEqual([unreadableMessage]);
  });

  it('attack 32: waits for the region in the page, and after some time sends the session without a region', async () => {
    const { received, check, pass } = setUp({ cookie, env: null });
    await check();
    pass(2000);
    await check();
    expect(received).toEqual([]);
    pass(1500);
    await check();
    expect(received).toEqual([{ kind: 'portal/session', body: { token: 'TOKENEXAMPLE', region: null } }]);
  });

  it('attack 32: sends a session without a region from a hidden page too', async () => {
    const { received, check, passTimers } = setUp({ cookie, env: null });
    await check();
    passTimers(3000);
    expect(received).toEqual([{ kind: 'portal/session', body: { token: 'TOKENEXAMPLE', region: null } }]);
  });

  it('sends a message again if it did not reach the worker or the worker has lost it', async () => {
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

  it('stops silently when the extension is reloaded', async () => {
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

describe('the watcher of a page', () => {
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

  it('checks at once, at each change, and every second while the page is visible', () => {
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

  it('removes all listeners when the extension is gone', () => {
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

  it('works in browsers without cookie events', () => {
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

it('the browser’s runtime is found as `browser` and as `chrome`', () => {
  const runtime = {} as Runtime;
  expect(runtimeOf({ browser: { runtime } })).toBe(runtime);
  expect(runtimeOf({ chrome: { runtime } })).toBe(runtime);
  expect(runtimeOf({})).toBeUndefined();
});
