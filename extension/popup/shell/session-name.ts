import type { SessionView } from '#core/protocol/messages.ts';

/** The name of the session's portal. If another session has the same portal name, the name of the user is added. */
export function sessionName(session: SessionView, sessions: readonly SessionView[]): string {
  if (!session.trusted) return `${session.label} (new)`;
  const shared = sessions.some(({ key, label }) => key !== session.key && label === session.label);
  const name = shared ? `${session.label} (${session.user ?? 'user unknown'})` : session.label;
  return session.expired ? `${name} (ended)` : name;
}
