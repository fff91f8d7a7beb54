import type { SessionView } from '#core/protocol/messages.ts';
import { Message } from './message.tsx';

/**
 * Shows the portal and its user, and a button that confirms both. If the portal was confirmed before, the button is not
 * shown until the portal has answered who is signed in.
 */
function PortalToConfirm({ session, id, onUse }: { session: SessionView; id: string; onUse(key: string): void }) {
  const { key, startUrl, user, directory, checked, confirmedBefore, whoAmI } = session;
  const isAsking = confirmedBefore && !checked;
  return (
    <div class="new-portal">
      <p id={id}>
        <strong class="portal-url">{startUrl}</strong>
        {checked && user !== null && (
          <span class="muted">
            signed in as <strong>{user}</strong>
            {directory !== null && ` of directory ${directory}`}
          </span>
        )}
        {checked && user === null && <span class="muted">The portal does not say who is signed in.</span>}
        {isAsking && (
          <span class="muted">
            {whoAmI === null ? 'Asking the portal who is signed in …' : 'The portal has not said yet who is signed in.'}
          </span>
        )}
      </p>
      {!(isAsking && whoAmI === null) && (
        <button type="button" class="primary" aria-describedby={id} onClick={() => onUse(key)}>
          Use this portal
        </button>
      )}
    </div>
  );
}

/** Says why the user is asked to confirm the portal. */
const Reason = ({ sessions }: { sessions: readonly SessionView[] }) => (
  <p class="muted">
    {sessions.some(({ confirmedBefore }) => !confirmedBefore)
      ? 'Is this your organisation’s portal? Anyone can set one up. Keyferry lists, copies and writes nothing from it until you confirm it.'
      : 'You confirmed this portal, but not for this user. Is this you? Keyferry lists, copies and writes nothing until you confirm this user.'}
  </p>
);

function titleOf(sessions: readonly SessionView[]): string {
  if (sessions.length > 1) return 'New portals';
  return sessions[0]?.confirmedBefore ? 'Another user of your portal' : 'A new portal';
}

/**
 * The portals that the user must confirm before Keyferry uses them. Each portal is shown with the user who is signed in
 * there.
 */
export function NewPortal({ sessions, onUse }: { sessions: readonly SessionView[]; onUse(key: string): void }) {
  return (
    <Message title={titleOf(sessions)}>
      {sessions.map((session, at) => (
        <PortalToConfirm key={session.key} id={`portal-${at}`} {...{ session, onUse }} />
      ))}
      <Reason sessions={sessions} />
    </Message>
  );
}
