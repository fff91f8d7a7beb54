import { KeyferryError, sentenceFor } from '#core/errors.ts';
import { Refusal } from '#core/protocol/frame.ts';
import type { HostBody, HostRequestKind } from '#core/protocol/host-protocol.ts';
import { PROTOCOL_VERSION } from '#core/protocol/host-protocol.ts';

/**
 * The browsers' error messages about a host that they cannot start. Firefox says "No such native application" even if
 * the host exists but does not allow the extension. Installing the host again fixes both problems.
 */
const sentences: readonly [RegExp, 'HOST_MISSING' | 'HOST_FORBIDDEN'][] = [
  [/host not found|no such native application|failed to start|not a function/i, 'HOST_MISSING'],
  [/forbidden/i, 'HOST_FORBIDDEN'],
];

/**
 * The error for a port that closed or did not open.
 * @param text the browser's error message; undefined when the browser gave none.
 */
export function hostFailure(text: string | undefined): KeyferryError {
  const known = sentences.find(([pattern]) => pattern.test(text ?? ''));
  return new KeyferryError(known?.[1] ?? 'HOST_EXITED');
}

/** HOST_OLD or HOST_NEW for a host with another protocol version, null for a host with our version. */
export function versionFailure(protocol: unknown): KeyferryError | null {
  if (protocol === PROTOCOL_VERSION) return null;
  return new KeyferryError(typeof protocol === 'number' && protocol > PROTOCOL_VERSION ? 'HOST_NEW' : 'HOST_OLD');
}

/**
 * The requests that change profiles, each with a word for the change. If the host's reply cannot be read, the profiles
 * may have been changed anyway. Then the error's sentence contains this word.
 */
const changes: Partial<Record<HostRequestKind, string>> = {
  'write-profiles': 'written',
  'remove-profiles': 'removed',
  'set-up-cli-profiles': 'set up',
  'remove-live-profiles': 'removed',
};

function changeOf<Kind extends HostRequestKind>(kind: Kind, body: HostBody<Kind>): string | undefined {
  return 'dryRun' in body && body.dryRun ? undefined : changes[kind];
}

/** The error when the outcome of a write is unknown: the host may or may not have changed the file. */
class UncertainWrite extends KeyferryError {
  override readonly message: string;

  constructor({ code, params }: KeyferryError, change: string) {
    super(code, params);
    this.message = `${sentenceFor(code, params)} The profiles may have been ${change} anyway. Run \`keyferry status\` to see them.`;
  }
}

/**
 * Returns true if, after this error, it is unknown whether the host has changed the profiles. After an error that the
 * host itself sent, this is known, unless the code is INTERNAL.
 */
function isUncertain(error: KeyferryError): boolean {
  if (error instanceof Refusal) return error.sentCode === 'INTERNAL';
  return error.code === 'HOST_TIMEOUT' || error.code === 'HOST_EXITED' || error.code === 'INTERNAL';
}

/** The host's own text is not shown: an older host may say that no file was changed, although it cannot know this. */
function inOurWords(error: KeyferryError): KeyferryError {
  return error instanceof Refusal ? new KeyferryError(error.code, { where: 'the keyferry program' }) : error;
}

/**
 * The error to show for a failed request.
 * @param error the error that the channel threw.
 * @returns HOST_OLD or HOST_NEW when the host does not understand the request. If it is unknown whether the host
 * changed a file, an error with a sentence that says so. In all other cases `error` itself.
 */
export function requestFailure<Kind extends HostRequestKind>(
  kind: Kind,
  body: HostBody<Kind>,
  error: unknown,
): unknown {
  if (!(error instanceof KeyferryError)) return error;
  if (error instanceof Refusal && error.code === 'VERSION')
    return versionFailure(error.sentVersion) ?? new KeyferryError('HOST_OLD');
  if (error.code === 'UNKNOWN_KIND') return new KeyferryError('HOST_OLD');
  const change = changeOf(kind, body);
  return change !== undefined && isUncertain(error) ? new UncertainWrite(inOurWords(error), change) : error;
}
