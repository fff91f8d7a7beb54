import type { SessionView } from '#core/protocol/messages.ts';
import { api } from '../../ui/browser-api.ts';
import { HelpIcon, OptionsIcon } from '../../ui/icons.tsx';
import { clockTime, timeLeft } from '../../ui/time-text.ts';

interface Props {
  readonly sessions: readonly SessionView[];
  readonly shown: SessionView | null;
  readonly now: number;
  readonly help: boolean;
  onChoose(key: string): void;
  onHelp(): void;
  onAbout(): void;
}

/** The portal in use, the time left in its session, and the buttons for help and options. */
export function Header({ sessions, shown, now, help, onChoose, onHelp, onAbout }: Props) {
  const switchable = sessions.length > 1 && shown !== null;
  return (
    <header>
      <h1 class="sr-only">Keyferry</h1>
      {switchable ? (
        <SessionSwitch sessions={sessions} shown={shown} onChoose={onChoose} />
      ) : (
        <strong class="portal" title={shown ? identityOf(shown) : undefined}>
          {shown?.label ?? 'Keyferry'}
        </strong>
      )}
      {api.extension?.inIncognitoContext && <span class="tag">private</span>}
      {shown && <SessionLeft session={shown} now={now} onAbout={onAbout} />}
      <span class="tools">
        <button type="button" class="icon-button" aria-label="Keyboard help" aria-expanded={help} onClick={onHelp}>
          <HelpIcon />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label="Options"
          onClick={() => void api.runtime.openOptionsPage()}
        >
          <OptionsIcon />
        </button>
      </span>
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

/** The portal's name. If two sessions have the same name, the user is added. */
function sessionName(session: SessionView, sessions: readonly SessionView[]): string {
  if (!session.trusted) return `${session.label} (new)`;
  const shared = sessions.some(({ key, label }) => key !== session.key && label === session.label);
  const name = shared ? `${session.label} (${session.user ?? 'user unknown'})` : session.label;
  return session.expired ? `${name} (ended)` : name;
}

/** A button with the time left in the session. A click opens `About this portal`. */
function SessionLeft({ session, now, onAbout }: Pick<Props, 'now' | 'onAbout'> & { readonly session: SessionView }) {
  return (
    <button type="button" class="left" title="About this portal" aria-keyshortcuts="Alt+I" onClick={onAbout}>
      {leftText(session, now)}
      <span class="sr-only">, about this portal</span>
    </button>
  );
}

function leftText({ expired, expiresAt }: SessionView, now: number) {
  if (expired || (expiresAt !== null && expiresAt <= now)) return 'session ended';
  if (expiresAt === null) return 'signed in';
  // styles/header.css shows these two elements in reverse order: `until 17:32, 59 min`.
  return (
    <>
      <span>{timeLeft(expiresAt, now)}</span> <span>until {clockTime(expiresAt, now)},</span>
    </>
  );
}
