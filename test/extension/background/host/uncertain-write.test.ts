import { describe, expect, it } from 'vitest';
import type { KeyferryError } from '#core/errors.ts';
import type { HostBody, HostRequestKind } from '#core/protocol/host-protocol.ts';
import { createNativeClient } from '../../../../extension/background/host/host-client.ts';
import { configNote, fileNote } from '../../../../extension/ui/error-help.ts';
import { fakeHost, goodHost, until } from '../fakes.ts';

const portal = 'https://demo.awsapps.com/start';
const cliBody: HostBody<'set-up-cli-profiles'> = {
  portal,
  region: 'eu-west-1',
  form: 'session',
  accounts: [],
  whole: false,
  prune: [],
  dryRun: false,
};
type Request = { [Kind in HostRequestKind]: { readonly kind: Kind; readonly body: HostBody<Kind> } }[HostRequestKind];

interface Write {
  readonly request: Request;
  /** Gets the note that the popup shows below an error of this request. */
  readonly note: (error: KeyferryError) => string | null;
  /** The expected note: a sentence that says what the host may have done. */
  readonly says: string;
}

const inCredentials = ({ code, message }: KeyferryError) => fileNote(code, message);
const writes: readonly Write[] = [
  {
    request: { kind: 'write-profiles', body: { profiles: [], portal, replace: false } },
    note: inCredentials,
    says: 'The profiles may have been written anyway. Run `keyferry status` to see them.',
  },
  {
    request: { kind: 'remove-profiles', body: { names: ['dev'] } },
    note: inCredentials,
    says: 'The profiles may have been removed anyway. Run `keyferry status` to see them.',
  },
  {
    request: { kind: 'set-up-cli-profiles', body: cliBody },
    note: ({ code, message }) => configNote(code, message, true),
    says: 'The profiles may have been set up anyway. Run `keyferry status` to see them.',
  },
];
const removal: Request = { kind: 'remove-live-profiles', body: { installation: 'a'.repeat(32), names: ['dev'] } };
const readings: readonly Request[] = [
  { kind: 'set-up-cli-profiles', body: { ...cliBody, dryRun: true } },
  { kind: 'list-profiles', body: {} },
];

/**
 * Sends one request to a host that answers hello. The host's next answer is `reply`; if `reply` is null, it does not
 * answer.
 */
async function ask({ kind, body }: Request, reply: Record<string, unknown> | null = null) {
  const host = fakeHost((frame) => (frame.kind === 'hello' ? goodHost(frame) : reply));
  const timers = new Set<() => void>();
  const later = (task: () => void) => {
    timers.add(task);
    return () => timers.delete(task);
  };
  const client = createNativeClient({ runtime: host, later, changed: () => undefined });
  await client.connect();
  timers.clear();
  const error = client.request(kind, body as never).then(
    () => expect.fail('answered'),
    (failure: KeyferryError) => failure,
  );
  await until(() => host.frames.length === 2);
  const runTimers = () => {
    for (const task of [...timers]) task();
  };
  return { host, client, runTimers, error };
}

type Asked = Awaited<ReturnType<typeof ask>>;

/** Sends the request, loses its reply with `lose`, and returns the error of the request. */
async function errorAfter(request: Request, reply: Record<string, unknown> | null, lose: (asked: Asked) => void) {
  const asked = await ask(request, reply);
  lose(asked);
  return asked.error;
}

/**
 * The ways in which the reply to a request can be lost. Each row contains a name, the expected error code, the host's
 * reply or null, and what the test does after the request.
 */
const losses: readonly [string, string, Record<string, unknown> | null, (asked: Asked) => void][] = [
  ['the time limit for a reply', 'HOST_TIMEOUT', null, ({ runTimers }) => runTimers()],
  ['the end of the host', 'HOST_EXITED', null, ({ host }) => host.drop('Native host has exited.')],
  [
    'the end of a port that the browser calls forbidden',
    'HOST_EXITED',
    null,
    ({ host }) => host.drop('It is forbidden.'),
  ],
  ['the end of a port that the worker closes', 'HOST_EXITED', null, ({ client }) => client.close()],
  ['a reply that belongs to another kind of request', 'INTERNAL', { ok: true, version: '1' }, () => undefined],
  ['a refusal that contains no sentence', 'INTERNAL', { ok: false, code: 'FILE_BUSY' }, () => undefined],
  [
    'an internal error of an older host',
    'INTERNAL',
    { ok: false, code: 'INTERNAL', message: 'A fault; nothing was changed, please report it.' },
    () => undefined,
  ],
];
const claim = /nothing|not changed|unchanged/i;

describe.each(writes)('the $request.kind request to the host', ({ request, note, says }) => {
  it.each(losses)(
    'fails after %s, and the error says that the profiles may have changed',
    async (_, code, reply, lose) => {
      const error = await errorAfter(request, reply, lose);
      expect(error.code).toBe(code);
      expect(error.message).toContain(says);
      const shown = `${error.message} ${note(error)}`;
      expect(shown).not.toMatch(claim);
      expect(shown).toMatch(/again is safe\.$/);
    },
  );

  it('fails with the host’s own error text if the host refuses the request', async () => {
    const message = 'A file is locked. Nothing was changed.';
    for (const code of ['FILE_BUSY', 'FROM_THE_FUTURE']) {
      const error = await (await ask(request, { ok: false, code, message })).error;
      expect(error.message).toBe(message);
    }
  });
});

it('if the removal of live profiles gets no readable reply, the error says that the profiles may have been removed', async () => {
  for (const [, , reply, lose] of losses) {
    expect((await errorAfter(removal, reply, lose)).message).toContain('The profiles may have been removed anyway.');
  }
});

describe.each(readings)('the $kind request to the host, which changes no file,', (request) => {
  it.each(losses)(
    'fails after %s, and the error does not mention a change of the profiles',
    async (_, code, reply, lose) => {
      const error = await errorAfter(request, reply, lose);
      expect(error.code).toBe(code);
      expect(error.message).not.toContain('may have been');
    },
  );
});
