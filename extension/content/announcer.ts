import { isAlive, type Runtime } from './extension.ts';
import { isSigningIn, regionOf, tokenIn } from './page.ts';

/** How long a page that names no region yet is given to do so, ms. */
const REGION_GRACE_MS = 3_000;

export interface Page {
  readonly document: Pick<Document, 'cookie' | 'readyState' | 'querySelector'>;
  readonly location: Pick<Location, 'href'>;
}

/**
 * Tells the worker of the page's session: once for each token and region, and once when it has gone.
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
  let tokenSince: number | null = null;

  async function tell(what: string, message: unknown): Promise<void> {
    if (told === what) return;
    told = what;
    try {
      await runtime.sendMessage(message);
    } catch {
      // The worker was not there: the next look tells again.
      if (told === what) told = null;
    }
  }

  function lookForRegion(token: string): Promise<void> | undefined {
    if (tokenSince === null) {
      tokenSince = now();
      later(look, REGION_GRACE_MS);
    }
    const region = regionOf(document);
    if (region === null && now() - tokenSince < REGION_GRACE_MS) return undefined;
    return tell(`session ${region} ${token}`, { kind: 'portal/session', body: { token, region } });
  }

  function look(): boolean {
    if (!isAlive(runtime)) return false;
    const token = tokenIn(document.cookie);
    if (token !== null) {
      void lookForRegion(token);
      return true;
    }
    tokenSince = null;
    if (document.readyState === 'complete' && !isSigningIn(location.href)) {
      void tell('signed out', { kind: 'portal/signed-out', body: {} });
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
