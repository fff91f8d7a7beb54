import type { SessionView } from '#core/protocol/messages.ts';
import { api } from '../../ui/browser-api.ts';
import { MoreIcon } from '../../ui/icons.tsx';
import { MiddleText } from '../../ui/middle-text.tsx';
import { clockTime, timeLeft } from '../../ui/time-text.ts';
import { Menu, type MenuItem } from './menu.tsx';
import { sessionName } from './session-name.ts';

interface Props {
  readonly sessions: readonly SessionView[];
  readonly shown: SessionView | null;
  readonly now: number;
  /** Returns the entries of the menu. Called when the menu opens. */
  readonly menuItems: () => readonly MenuItem[];
  onChoose(key: string): void;
}

/** The header. It shows the portal in use, how long the session is still valid, and the menu. */
export function Header({ sessions, shown, now, menuItems, onChoose }: Props) {
  const switchable = sessions.length > 1 && shown !== null;
  return (
    <header>
      <h1 class="sr-only">Keyferry</h1>
      {switchable ? (
        <SessionSwitch sessions={sessions} shown={shown} onChoose={onChoose} />
      ) : (
        <strong class="portal middle" title={shown ? identityOf(shown) : undefined}>
          <MiddleText text={shown?.label ?? 'Keyferry'} />
        </strong>
      )}
      {api.extension?.inIncognitoContext && <span class="tag">private</span>}
      {shown && <SessionLeft session={shown} now={now} />}
      <Menu class="icon-button" label="Menu" items={menuItems}>
        <MoreIcon />
      </Menu>
    </header>
  );
}

function SessionSwitch({
  sessions,
  shown,
  onChoose,
}: Pick<Props, 'sessions' | 'onChoose'> & { readonly shown: SessionView }) {
  return (
    <select
      class="portal"
      title={shown.startUrl}
      aria-label="Access portal"
      aria-keyshortcuts="Alt+S"
      value={shown.key}
      onChange={(event) => onChoose(event.currentTarget.value)}
    >
      {sessions.map((session) => (
        <option key={session.key} value={session.key}>
          {sessionName(session, sessions)}
        </option>
      ))}
    </select>
  );
}

/** The tooltip of a session: start URL and user. */
const identityOf = ({ startUrl, user }: SessionView) =>
  user === null ? startUrl : `${startUrl}\nsigned in as ${user}`;

/** How long the session is still valid. The tooltip contains the time at which the session ends. */
function SessionLeft({ session: { expired, expiresAt }, now }: Pick<Props, 'now'> & { readonly session: SessionView }) {
  if (expired || (expiresAt !== null && expiresAt <= now)) return <span class="left why">session ended</span>;
  if (expiresAt === null) return <span class="left">signed in</span>;
  return (
    <span class="left" title={`The portal session ends at ${clockTime(expiresAt, now)}`}>
      {timeLeft(expiresAt, now)} left
    </span>
  );
}
