import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { bearerToken } from './api/bearer.ts';
import { answerApi, isApiPath } from './api/index.ts';
import { deliver, replyInstead } from './delivery.ts';
import { type Fault, takeFault } from './faults.ts';
import { doorOf, hostName } from './host-names.ts';
import { answerPage } from './page/index.ts';
import { html, type Reply } from './replies.ts';
import type { LoggedRequest } from './request-log.ts';
import { readSignature } from './sigv4.ts';
import { answerSts } from './sts.ts';
import type { Call, World } from './world.ts';

async function readCall(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const host = hostName(request.headers.host);
  const target = request.url ?? '/';
  return {
    method: request.method ?? 'GET',
    host,
    url: new URL(target, `https://${host || 'localhost'}`),
    rawPath: target.split('?')[0] ?? '/',
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    body: Buffer.concat(chunks).toString(),
  };
}

function keysLabel(call: Call, world: World): string | null {
  const signature = readSignature(call);
  return signature && (world.keys.find(signature.accessKeyId)?.label ?? 'unknown');
}

function logLine(call: Call, world: World): LoggedRequest {
  return {
    time: Date.now(),
    method: call.method,
    host: call.host,
    path: call.url.pathname,
    query: Object.fromEntries(call.url.searchParams),
    session: world.sessions.labelOf(bearerToken(call)),
    keys: keysLabel(call, world),
    origin: call.headers.origin ?? null,
    cookie: call.headers.cookie !== undefined,
    status: null,
  };
}

/**
 * The response without faults. The host name in the request decides which part of the emulator answers. On loopback,
 * the path decides.
 */
function answer(call: Call, world: World): Reply {
  const door = doorOf(call.host);
  if (door.kind === 'api') return answerApi(call, world, door.region);
  if (door.kind === 'sts') return answerSts(call, world);
  if (door.kind === 'local') return isApiPath(call) ? answerApi(call, world, null) : answerSts(call, world);
  return answerPage(call, world) ?? html('<!doctype html><title>No such portal</title>', 404);
}

/** Faults and delays affect the API and STS, but never the portal's pages. */
function faultFor(call: Call, world: World): Fault | null {
  if (doorOf(call.host).kind === 'portal' || call.method === 'OPTIONS') return null;
  return takeFault(world.options.faults, call.url.pathname, call.url.pathname + call.url.search);
}

async function delay(call: Call, fault: Fault | null, world: World, signal: AbortSignal): Promise<void> {
  if (doorOf(call.host).kind === 'portal') return;
  const ms = world.options.latencyMs + (fault?.do === 'delay' ? fault.ms : 0);
  if (ms > 0) await sleep(ms, undefined, { signal });
}

/**
 * Answers one request.
 * @param signal cancels the requests that still wait when the emulator closes
 */
export async function dispatch(
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
  log: LoggedRequest[],
  signal: AbortSignal,
): Promise<void> {
  const call = await readCall(request);
  const line = logLine(call, world);
  log.push(line);
  const fault = faultFor(call, world);
  await delay(call, fault, world, signal);
  const reply = (fault && replyInstead(fault)) ?? answer(call, world);
  if (fault?.do !== 'hang' && fault?.do !== 'reset') line.status = reply.status;
  if (world.options.clockSkewMs !== 0) response.setHeader('date', new Date(world.now()).toUTCString());
  deliver(response, reply, fault);
}
