import { isAlive, type Runtime } from './extension.ts';
import { asksToSignIn, isSigningIn, regionOf, tokenIn } from './page.ts';

/** How long a page that names no region yet is given to do so, ms. */
const REGION_GRACE_MS = 3_000;
/** How long a page without a readable cookie is given to set one or to ask who one is, ms. */
const UNREADABLE_GRACE_MS = 2_000;

export interface Page {
  readonly document: Pick<Document, 'cookie' | 'readyState' | 'querySelector'>;
  readonly location: Pick<Location, 'href'>;
}

/**
 * Tells the worker of the page's session: once for each token and region, once when it has gone, and once when the page
 * seems to be signed in without a cookie that it could read.
 * @param now ms.
 * @param later like setTimeout: a page that is hidden meanwhile is not looked at again by itself.
 */
export function createAnnouncer(
  { document, location }: Page,
  runtime: Runtime,
  now: () => number,
  later: (task: () => void, ms: number) => void,
) {
  /** What was told last: token and region, or nothing but that there is none. */
  let told: string | null = null;
  /** Since when each thing that may pass has lasted. */
  let tokenSince: number | null = null;
  let blankSince: number | null = null;
  /** Its cookie can be read, so that none means signed out for as long as this page lives. */
  let wasReadable = false;

  async function tell(what: string, kind: string, body: unknown): Promise<void> {
    if (told === what) return;
    told = what;
    try {
      await runtime.sendMessage({ kind, body });
    } catch {
      // The worker was not there: the next look tells again.
      if (told === what) told = null;
    }
  }

  function lookForRegion(token: string): void {
    if (tokenSince === null) {
      tokenSince = now();
      later(look, REGION_GRACE_MS);
    }
    const region = regionOf(document);
    if (region.region === null && now() - tokenSince < REGION_GRACE_MS) return;
    void tell(`session ${region.region} ${token}`, 'portal/session', { token, ...region });
  }

  function lookForSignIn(): void {
    if (document.readyState !== 'complete' || isSigningIn(location.href)) return;
    if (wasReadable || asksToSignIn(document)) {
      blankSince = null;
      return void tell('signed out', 'portal/signed-out', {});
    }
    if (blankSince === null) {
      blankSince = now();
      later(look, UNREADABLE_GRACE_MS);
    }
    if (now() - blankSince < UNREADABLE_GRACE_MS) return;
    const region = regionOf(document);
    void tell(`unreadable ${region.region}`, 'portal/unreadable', region);
  }

  function look(): boolean {
    if (!isAlive(runtime)) return false;
    const token = tokenIn(document.cookie);
    if (token === null) {
      tokenSince = null;
      lookForSignIn();
    } else {
      blankSince = null;
      wasReadable = true;
      lookForRegion(token);
    }
    return true;
  }

  return {
    /** Looks at the page and tells what is new. @returns false once the extension has gone. */
    look,

    /** The worker may have lost what it was told. */
    forgetWhatWasTold(): void {
      told = null;
    },
  };
}
