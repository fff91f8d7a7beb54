import {
  allSettings,
  floorSeconds,
  limits,
  type ModelName,
  maxThrottled,
  modelNames,
  simulateListing,
} from '../extension/background/listing/listing-simulation.ts';
import { makeOrganisation, type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import type { Throttle } from '../portal-emulator/options.ts';
import { type Row, times } from './measure.ts';
import { awsCliCall, listWithSdk, type Naive, type NaiveResult } from './naive-clients.ts';
import { type Listed, listInNode } from './node-worker.ts';

const LATENCY_MS = 60;
const PAGE = 100;
const CLI_CALLS = 5;

interface Size {
  readonly accounts: number;
  readonly rolesPerAccount: number;
}
const MIDDLE: Size = { accounts: 300, rolesPerAccount: 3 };
const LARGE: Size = { accounts: 665, rolesPerAccount: 2 };

/** The limit of a simulated portal: the number of requests that it allows in each second, and also at once. */
const perSecond = (ratePerSecond: number): Throttle => ({ ratePerSecond, burst: ratePerSecond });
const requestsFor = ({ accounts }: Size) => Math.ceil(accounts / PAGE) + accounts;

/**
 * The shortest time in ms for this many requests. Keyferry sends at most 10 requests in the first second. In each later
 * second, it sends at most 3 more than in the second before. But it never sends more than 20 requests in a second, and
 * never more than the portal allows.
 */
export function floorMs(requests: number, allowed: number): number {
  let left = requests - 1;
  for (let second = 0; ; second += 1) {
    const rate = Math.min(10 + 3 * second, 20, allowed);
    if (left <= rate) return (second + left / rate) * 1000 + LATENCY_MS;
    left -= rate;
  }
}

async function onPortal<T>(size: Size, throttle: Throttle, run: (emulator: PortalEmulator) => Promise<T>): Promise<T> {
  const emulator = await startPortalEmulator({ organisation: makeOrganisation(size), latencyMs: LATENCY_MS, throttle });
  try {
    return await run(emulator);
  } finally {
    await emulator.close();
  }
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const percent = (part: number, of: number) => `${((100 * part) / of).toFixed(1)} %`;
const named = ({ accounts, rolesPerAccount }: Size) => `${accounts} accounts x ${rolesPerAccount} roles`;
const isComplete = ({ index, error }: Listed, size: Size) =>
  error === null &&
  index.accounts.length === size.accounts &&
  index.accounts.every(({ roles }) => roles?.length === size.rolesPerAccount);

function completeRow(listed: Listed, allowed: number, aim: number): Row {
  const floor = floorMs(requestsFor(MIDDLE), allowed);
  const ratio = listed.whole / floor;
  const throttled = listed.throttled / listed.requests;
  const few = allowed < 20 || throttled <= 0.02;
  return {
    what: `${named(MIDDLE)} at ${LATENCY_MS} ms, ${allowed} requests/s allowed: whole list (the worker’s code on Node), against the floor that the rate sets`,
    figure: `${times(ratio)} (${seconds(listed.whole)} against ${seconds(floor)}), ${percent(listed.throttled, listed.requests)} throttled`,
    aim: `at most ${aim} x${allowed < 20 ? '' : ', at most 2 % throttled'}`,
    met: isComplete(listed, MIDDLE) && ratio <= aim && few,
  };
}

function firstPageRow({ requestsBefore, firstPage }: Listed): Row {
  return {
    what: 'the same: requests until the first page of accounts can be used',
    figure: `${requestsBefore} (after ${Math.round(firstPage)} ms; one more identifies the user)`,
    aim: 'exactly 1',
    met: requestsBefore === 1,
  };
}

function naiveRow(how: Naive, allowed: number, result: NaiveResult, ours: Listed): Row {
  const { ms, requests, throttled, without } = result;
  const lost = without === 0 ? 'complete' : `${without} accounts left without roles`;
  return {
    what: `beside it at ${allowed} requests/s: the AWS SDK for JavaScript, ${how}`,
    figure: `${times(ms / ours.whole)} of Keyferry’s time (${seconds(ms)}), ${percent(throttled, requests)} throttled, ${lost}`,
    aim: '',
    met: null,
  };
}

async function cliRow(ours: Listed): Promise<Row> {
  const what = 'beside it: the AWS CLI, one call per account';
  const one = await onPortal(MIDDLE, perSecond(20), (emulator) => awsCliCall(emulator, CLI_CALLS));
  if (one === null) return { what, figure: 'the AWS CLI is not installed', aim: '', met: null };
  const whole = one * requestsFor(MIDDLE);
  const figure = `${times(whole / ours.whole)} of Keyferry’s time (${seconds(whole)}, extrapolated from ${CLI_CALLS} calls of ${seconds(one)})`;
  return { what, figure, aim: '', met: null };
}

async function atRate(allowed: number, aim: number): Promise<{ rows: Row[]; listed: Listed }> {
  const listed = await onPortal(MIDDLE, perSecond(allowed), listInNode);
  const ways: readonly Naive[] = ['Promise.all', 'one by one'];
  const naive = await Promise.all(
    ways.map((how) => onPortal(MIDDLE, perSecond(allowed), (emulator) => listWithSdk(emulator, how))),
  );
  const beside = naive.map((result, at) => naiveRow(ways[at] ?? 'one by one', allowed, result, listed));
  return { rows: [completeRow(listed, allowed, aim), ...beside], listed };
}

async function burstsRefused(): Promise<Row> {
  const listed = await onPortal(LARGE, { ratePerSecond: 20, burst: 1 }, listInNode);
  const failures = listed.index.accounts.filter(({ roles }) => roles?.length !== LARGE.rolesPerAccount).length;
  const throttled = listed.throttled / listed.requests;
  return {
    what: `${named(LARGE)}, 20 requests/s allowed, never two at once: accounts that failed, requests throttled`,
    figure: `${failures} failed, ${percent(listed.throttled, listed.requests)} throttled (${times(listed.whole / floorMs(requestsFor(LARGE), 20))} of the floor, ${seconds(listed.whole)})`,
    aim: '0 failed, at most 2 % throttled',
    met: isComplete(listed, LARGE) && throttled <= 0.02,
  };
}

/**
 * Finds the worst result for portals that count requests with one method. Tries all limits, latencies and sizes with a
 * simulated clock.
 */
async function simulatedRow(model: ModelName): Promise<Row> {
  let ratio = 0;
  let slowest = '';
  let share = 0;
  let mostThrottled = '';
  let met = true;
  for (const setting of limits.flatMap((limit) => allSettings(model, limit))) {
    const { seconds, requests, throttled } = await simulateListing(setting);
    const each = seconds / floorSeconds(setting);
    const at = `${setting.limit}/s, ${setting.accounts} accounts, ${setting.latency} ms`;
    if (each > ratio) slowest = at;
    if (throttled / requests > share) mostThrottled = `${throttled} of ${requests}: ${at}`;
    ratio = Math.max(ratio, each);
    share = Math.max(share, throttled / requests);
    met &&= each <= 1.35 && throttled <= maxThrottled(setting);
  }
  return {
    what: `simulated, ${model}, 3 to 20 requests/s, 150 to 700 accounts, 20 to 400 ms: the slowest list against the floor, the largest share throttled`,
    figure: `${times(ratio)} (${slowest}), ${percent(share, 1)} throttled (${mostThrottled})`,
    aim: 'each at most 1.35 x, at most 5 % or 12 throttled',
    met,
  };
}

async function simulatedRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const model of modelNames) rows.push(await simulatedRow(model));
  return rows;
}

/**
 * Measures the listing of a large organisation. The result is compared with the portal's limit, and with clients that
 * have no limiter.
 */
export async function benchListing(): Promise<Row[]> {
  const fast = await atRate(20, 1.2);
  const slow = await atRate(8, 1.35);
  const real = [...fast.rows, firstPageRow(fast.listed), await cliRow(fast.listed), ...slow.rows];
  return [...real, await burstsRefused(), ...(await simulatedRows())];
}
