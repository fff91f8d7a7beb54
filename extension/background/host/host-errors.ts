import { KeyferryError } from '#core/errors.ts';
import type { HostReply, HostRequestKind, readHostReply } from '#core/protocol/host-protocol.ts';
import { PROTOCOL_VERSION } from '#core/protocol/host-protocol.ts';

/**
 * The browsers' own sentences for a host that cannot be had. Firefox says "No such native application" also when the
 * extension is not allowed; installing again mends both.
 */
const sentences: readonly [RegExp, 'HOST_MISSING' | 'HOST_FORBIDDEN'][] = [
  [/host not found|no such native application|failed to start|not a function/i, 'HOST_MISSING'],
  [/forbidden/i, 'HOST_FORBIDDEN'],
];

/** @param text what the browser said when the port closed or did not open; may be absent. */
export function hostFailure(text: string | undefined): KeyferryError {
  const known = sentences.find(([pattern]) => pattern.test(text ?? ''));
  return new KeyferryError(known?.[1] ?? 'HOST_EXITED');
}

/** HOST_OLD or HOST_NEW for a host that speaks another protocol, null for one that speaks ours. */
export function versionFailure(protocol: unknown): KeyferryError | null {
  if (protocol === PROTOCOL_VERSION) return null;
  return new KeyferryError(typeof protocol === 'number' && protocol > PROTOCOL_VERSION ? 'HOST_NEW' : 'HOST_OLD');
}

type Read = ReturnType<typeof readHostReply>;

/** A refusal that the host put into words itself; the words are kept, since only the host knows the file's name. */
class HostRefusal extends KeyferryError {
  override readonly message: string;

  constructor({ code, message, seen }: Extract<Read, { ok: false }>) {
    super(code, seen === undefined ? {} : { seen });
    this.message = message;
  }
}

/**
 * A reply's value.
 * @param frame as it came, for the version it names. @param read the same, checked.
 * @throws KeyferryError the host's own refusal, HOST_OLD, HOST_NEW, or INTERNAL for what is no reply.
 */
export function replyValue<Kind extends HostRequestKind>(frame: unknown, read: Read): HostReply<Kind> {
  if (read === null) throw new KeyferryError('INTERNAL', { where: 'reply of the keyferry program' });
  if (read.ok) return read.value as HostReply<Kind>;
  if (read.code === 'VERSION') throw versionFailure((frame as { v?: unknown }).v) ?? new KeyferryError('HOST_OLD');
  throw read.code === 'UNKNOWN_KIND' ? new KeyferryError('HOST_OLD') : new HostRefusal(read);
}
