import { describe, expect, it } from 'vitest';
import { createAnnouncer } from '../../../extension/content/announcer.ts';
import { isAlive, type Runtime, runtimeOf } from '../../../extension/content/extension.ts';
import { asksToSignIn, isSigningIn, regionOf, tokenIn } from '../../../extension/content/page.ts';
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

describe('what a page tells', () => {
  it('the token, among other cookies', () => {
    expect(tokenIn('a=1; x-amz-sso_authn=EXAMPLE/t+k=n==; b=2')).toBe('EXAMPLE/t+k=n==');
    expect(tokenIn('x-amz-sso_authn="EXAMPLE"')).toBe('EXAMPLE');
  });

  it.each(['', 'a=1', 'x-amz-sso_authn=', 'x-amz-sso_authn', 'my-x-amz-sso_authn=EXAMPLE', 'x-amz-sso_authn=a\u00e9b'])(
    'no token in %j',
    (cookies) => {
      expect(tokenIn(cookies)).toBeNull();
    },
  );

  it('attack 32: the region, from script#env, else from the meta tag', () => {
    const byEnv = { region: 'eu-west-1', regionFrom: 'env' };
    const byMeta = { region: 'us-east-1', regionFrom: 'meta' };
    expect(regionOf(pageWith('{"region":"eu-west-1","partition":"aws"}', 'us-east-1'))).toEqual(byEnv);
    expect(regionOf(pageWith(null, 'us-east-1'))).toEqual(byMeta);
    expect(regionOf(pageWith('{"stage":"prod"}', 'us-east-1'))).toEqual(byMeta);
    expect(regionOf(pageWith(null))).toEqual({ region: null });
  });

  it.each([
    ['no JSON', 'region: eu-west-1'],
    ['null', 'null'],
    ['a number', '{"region":7}'],
    ['an object', '{"region":{"x":1}}'],
    ['nothing', '{"region":""}'],
    ['10 kB', JSON.stringify({ region: 'eu-west-1', padding: 'x'.repeat(10_240) })],
    ['a region of 10 kB', JSON.stringify({ region: 'x'.repeat(9_000) })],
  ])('attack 44: a hostile script#env (%s) names no region', (_, env) => {
    expect(regionOf(pageWith(env))).toEqual({ region: null });
  });

  it('whether it asks who one is', () => {
    expect(asksToSignIn(pageWith(null, null, true))).toBe(true);
    expect(asksToSignIn(pageWith(null))).toBe(false);
  });

  it('whether a sign-in is coming back', () => {
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
  /** Whether the page asks who one is. */
  readonly form?: boolean;
}

/** A page and a worker that hears, with the clock in hand. */
function scene(given: SceneOptions = {}) {
  const heard: unknown[] = [];
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
      heard.push(message);
    },
    onMessage: { addListener: () => undefined },
  };
  let time = 0;
  const waiting: { task: () => void; at: number }[] = [];
  const later = (task: () => void, ms: number) => void waiting.push({ task, at: time + ms });
  const announcer = createAnnouncer(page, runtime as unknown as Runtime, () => time, later);
  const passTimers = (ms: number) => {
    time += ms;
    for (const { task } of waiting.filter(({ at }) => at <= time)) task();
  };
  const look = async () => {
    const goesOn = announcer.look();
    await new Promise((resolve) => setImmediate(resolve));
    return goesOn;
  };
  return { page, runtime, heard, look, announcer, passTimers, pass: (ms: number) => (time += ms) };
}

const cookie = 'x-amz-sso_authn=TOKENEXAMPLE';
const told = { kind: 'portal/session', body: { token: 'TOKENEXAMPLE', region: 'eu-west-1', regionFrom: 'env' } };
const unreadable = { kind: 'portal/unreadable', body: { region: 'eu-west-1', regionFrom: 'env' } };
const signedOut = { kind: 'portal/signed-out', body: {} };

describe('the announcer', () => {
  it('tells a session once', async () => {
    const { heard, look } = scene({ cookie });
    for (let times = 0; times < 5; times += 1) expect(await look()).toBe(true);
    expect(heard).toEqual([told]);
  });

  it('attack 31: waits for a session that comes seconds after the page', async () => {
    const { page, heard, look } = scene({ href: 'https://demo.awsapps.com/start/?state=x' });
    await look();
    await look();
    expect(heard).toEqual([]);
    page.document.cookie = cookie;
    await look();
    expect(heard).toEqual([told]);
  });

  it('attack 31: tells a new token, and that it has gone', async () => {
    const { page, heard, look } = scene({ cookie });
    await look();
    page.document.cookie = 'x-amz-sso_authn=NEWTOKENEXAMPLE';
    await look();
    page.document.cookie = '';
    await look();
    await look();
    page.document.cookie = cookie;
    await look();
    expect(heard).toEqual([told, { ...told, body: { ...told.body, token: 'NEWTOKENEXAMPLE' } }, signedOut, told]);
  });

  it('says that there is no session only once the page is complete', async () => {
    const { page, heard, look } = scene({ readyState: 'loading', form: true });
    await look();
    expect(heard).toEqual([]);
    page.document.readyState = 'complete';
    await look();
    expect(heard).toEqual([signedOut]);
  });

  it('attack 31: tells once of a page that seems to be signed in and has no cookie that it can read', async () => {
    const { heard, look, pass } = scene();
    await look();
    pass(1000);
    await look();
    expect(heard).toEqual([]);
    pass(1000);
    await look();
    await look();
    expect(heard).toEqual([unreadable]);
  });

  it('attack 31: tells so also where the page is hidden by then, and takes it back', async () => {
    const { page, heard, look, passTimers } = scene();
    await look();
    passTimers(2000);
    page.document.cookie = cookie;
    await look();
    page.document.cookie = '';
    await look();
    expect(heard).toEqual([unreadable, told, signedOut]);
  });

  it('attack 32: gives the page a moment to name its region, then tells without', async () => {
    const { heard, look, pass } = scene({ cookie, env: null });
    await look();
    pass(2000);
    await look();
    expect(heard).toEqual([]);
    pass(1500);
    await look();
    expect(heard).toEqual([{ kind: 'portal/session', body: { token: 'TOKENEXAMPLE', region: null } }]);
  });

  it('attack 32: tells without a region also where the page is hidden by then and nobody looks', async () => {
    const { heard, look, passTimers } = scene({ cookie, env: null });
    await look();
    passTimers(3000);
    expect(heard).toEqual([{ kind: 'portal/session', body: { token: 'TOKENEXAMPLE', region: null } }]);
  });

  it('tells again what the worker did not hear, and what it has lost', async () => {
    const { runtime, heard, look, announcer } = scene({ cookie });
    runtime.fails = true;
    await look();
    runtime.fails = false;
    await look();
    expect(heard).toEqual([told]);
    announcer.forgetWhatWasTold();
    await look();
    expect(heard).toEqual([told, told]);
  });

  it('stops without a sound when the extension is reloaded', async () => {
    const { runtime, heard, look } = scene({ cookie });
    runtime.id = undefined;
    expect(await look()).toBe(false);
    expect(heard).toEqual([]);
    const gone = {
      get id(): string {
        throw new Error('Extension context invalidated.');
      },
    };
    expect(isAlive(gone as unknown as Runtime)).toBe(false);
  });
});

describe('watching', () => {
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

  it('looks at once, at each change, and each second while the page is visible', () => {
    const { scope, document, cookieStore, tick } = watched();
    let looks = 0;
    watch(scope, () => {
      looks += 1;
      return true;
    });
    expect(looks).toBe(1);
    cookieStore.dispatchEvent(new Event('change'));
    document.dispatchEvent(new Event('readystatechange'));
    expect(looks).toBe(3);
    tick();
    expect(looks).toBe(4);
    document.visibilityState = 'hidden';
    tick();
    expect(looks).toBe(4);
    document.dispatchEvent(new Event('visibilitychange'));
    expect(looks).toBe(5);
  });

  it('ends everywhere once there is nobody to tell', () => {
    const { scope, document, cookieStore, isRunning } = watched();
    let looks = 0;
    watch(scope, () => {
      looks += 1;
      return looks < 2;
    });
    cookieStore.dispatchEvent(new Event('change'));
    expect(isRunning()).toBe(false);
    cookieStore.dispatchEvent(new Event('change'));
    document.dispatchEvent(new Event('visibilitychange'));
    expect(looks).toBe(2);
  });

  it('works without cookie events', () => {
    const { scope, tick } = watched(false);
    let looks = 0;
    watch(scope, () => {
      looks += 1;
      return true;
    });
    tick();
    expect(looks).toBe(2);
  });
});

it('the browser’s runtime goes by either name', () => {
  const runtime = {} as Runtime;
  expect(runtimeOf({ browser: { runtime } })).toBe(runtime);
  expect(runtimeOf({ chrome: { runtime } })).toBe(runtime);
  expect(runtimeOf({})).toBeUndefined();
});
