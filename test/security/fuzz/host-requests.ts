import type { HostRequestKind } from '#core/protocol/host-protocol.ts';
import { cliRequest, writeRequest } from '../../process/rig/requests.ts';

/**
 * A request with which the host stores the list of all roles. It has the fields of a set-up request, except `whole`,
 * `prune` and `dryRun`.
 */
function keepListRequest(): object {
  const { whole: _, prune: __, dryRun: ___, ...list } = cliRequest() as Record<string, unknown>;
  return { ...list, kind: 'keep-list' };
}

/** Valid requests of every kind. Because of the type, the program does not compile if a kind is missing. */
export const validRequests: Readonly<Record<HostRequestKind, readonly object[]>> = {
  hello: [{ v: 1, id: 1, kind: 'hello' }],
  'write-profiles': [
    writeRequest(),
    writeRequest([{ name: 'a' }, { name: 'b', region: 'eu-west-1' }], { replace: true }),
    writeRequest([{ name: 'default' }], { seen: '0'.repeat(32), replace: true }),
  ],
  'list-profiles': [{ v: 1, id: 1, kind: 'list-profiles' }],
  'remove-profiles': [
    { v: 1, id: 1, kind: 'remove-profiles', names: ['dev'] },
    { v: 1, id: 1, kind: 'remove-profiles', names: ['a', 'b'], portal: 'https://demo.awsapps.com/start' },
  ],
  'set-up-cli-profiles': [
    cliRequest(),
    cliRequest([{ name: 'x' }, { name: 'y', accountId: '444455556666' }], {
      whole: true,
      template: '{account}-{role}',
    }),
    cliRequest([{ name: 'z' }], { form: 'legacy', dryRun: true, prune: ['x'] }),
  ],
  'forget-lists': [{ v: 1, id: 1, kind: 'forget-lists' }],
  'keep-list': [keepListRequest()],
  'make-private': [{ v: 1, id: 1, kind: 'make-private' }],
  'note-clock': [
    { v: 1, id: 1, kind: 'note-clock', aheadMs: 3_600_000 },
    { v: 1, id: 1, kind: 'note-clock', aheadMs: 0 },
  ],
  'serve-live': [{ v: 1, id: 1, kind: 'serve-live', installation: '0'.repeat(32), browser: 'Chromium' }],
  'stop-live': [{ v: 1, id: 1, kind: 'stop-live' }],
  'remove-live-profiles': [
    { v: 1, id: 1, kind: 'remove-live-profiles', installation: '0'.repeat(32), names: ['a', 'b'] },
  ],
};
