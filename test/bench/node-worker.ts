import { setMaxListeners } from 'node:events';
import { Agent, request } from 'node:https';
import { Readable } from 'node:stream';
import type { RoleIndex, View } from '#core/protocol/messages.ts';
import { announce, fakeWorker, popup } from '../extension/background/fakes.ts';
import type { PortalEmulator } from '../portal-emulator/index.ts';

// Node would print a warning if one signal can stop more than ten requests.
setMaxListeners(0);

/** A `fetch` for the worker. It sends requests for AWS's host names to the emulator. */
function fetchFrom(emulator: PortalEmulator): { readonly fetch: typeof fetch; close(): void } {
  const agent = new Agent({ ca: emulator.certPem, keepAlive: true });
  const ask = (url: URL, { headers, signal }: RequestInit) =>
    new Promise<Response>((resolve, reject) => {
      const target = {
        host: '127.0.0.1',
        port: emulator.port,
        servername: url.hostname,
        path: url.pathname + url.search,
      };
      const sent = { ...Object.fromEntries(new Headers(headers)), host: url.hostname };
      const asked = request({ ...target, agent, headers: sent, signal: signal ?? undefined }, (answer) => {
        const got = Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]);
        resolve(
          new Response(Readable.toWeb(answer) as ReadableStream, { status: answer.statusCode ?? 0, headers: got }),
        );
      });
      asked.once('error', reject).end();
    });
  return { fetch: (input, init = {}) => ask(new URL(String(input)), init), close: () => agent.destroy() };
}

function later(task: () => void, ms: number): () => void {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}

export interface Listed {
  /**
   * Ms from the click on “Use this portal” until the first page of the list is stored, so that the popup can read it.
   */
  readonly firstPage: number;
  /** The number of list requests that were answered before the first page was stored. */
  readonly requestsBefore: number;
  /** Ms from the click on “Use this portal” until all accounts and roles were listed. */
  readonly whole: number;
  /** The number of all list requests. `throttled` is the number of these requests that the portal refused with 429. */
  readonly requests: number;
  readonly throttled: number;
  readonly error: string | null;
  readonly index: RoleIndex;
}

const listRequests = ({ requests }: PortalEmulator) => requests.filter(({ path }) => path.startsWith('/assignment/'));
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/**
 * Runs the extension's worker in Node, in real time. The worker lists the emulator's organisation while a popup is
 * connected to the worker.
 */
export async function listInNode(emulator: PortalEmulator): Promise<Listed> {
  const network = fetchFrom(emulator);
  const worker = fakeWorker({ fetch: network.fetch, now: () => Date.now(), later });
  const view = () => worker.session.data.get('view') as View;
  const stored = () => [...worker.local.data].find(([key]) => key.startsWith('index '))?.[1] as RoleIndex | undefined;
  try {
    await announce(worker, { url: emulator.startUrl, token: emulator.signIn(), region: emulator.region });
    worker.worker.presence.portOpened();
    const started = performance.now();
    await worker.send(popup, 'popup/use-portal', { session: view().sessions[0]?.key });
    while (!stored()?.accounts.length) await pause(1);
    const firstPage = performance.now() - started;
    const requestsBefore = listRequests(emulator).filter(({ status }) => status === 200).length;
    while (!['complete', 'failed'].includes(view().listing.phase)) await pause(5);
    const whole = performance.now() - started;
    const asked = listRequests(emulator);
    const index = stored();
    if (!index) throw new Error('the list went away');
    const throttled = asked.filter(({ status }) => status === 429).length;
    const error = view().listing.error?.message ?? null;
    return { firstPage, requestsBefore, whole, requests: asked.length, throttled, error, index };
  } finally {
    network.close();
  }
}
