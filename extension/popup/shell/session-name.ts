import type { SessionView } from '#core/protocol/messages.ts';

/** The portal's name. If two sessions have the same name, the user is added. */
export function sessionName(session: SessionView, sessions: readonly SessionView[]): string {
  if (!session.trusted) return `${session.label} (new)`;
  const shared = sessions.some(({ key, label }) => key !== session.key && label === session.label);
  const name = shared ? `${session.label} (${session.user ?? 'user unknown'})` : session.label;
  return session.expired ? `${name} (ended)` : name;
}
