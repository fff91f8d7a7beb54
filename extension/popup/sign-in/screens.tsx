import type { ConfirmedPortal, LockedPortal, SessionView } from '#core/protocol/messages.ts';
import type { About } from '../about/use-about.ts';
import { openPortal } from './allow-access.ts';
import { LockedPortalPart } from './locked-portals.tsx';
import { Message } from './message.tsx';
import { PortalField } from './portal-field.tsx';
import type { SignIn } from './use-sign-in.ts';

/** Shown until the worker has answered for the first time. */
export function Starting() {
  return (
    <Message title="Looking for your portal session …">
      <p class="muted">This takes a moment when the browser has just started.</p>
    </Message>
  );
}

/**
 * Shown if the worker did not answer.
 * @param sentence the reason.
 */
export function NotStarted({ sentence, onRetry }: { sentence: string; onRetry(): void }) {
  return (
    <Message title="Keyferry is not answering" urgent>
      <p>{sentence}</p>
      <button type="button" class="primary" data-first onClick={onRetry}>
        Try again
      </button>
    </Message>
  );
}

interface NoSessionProps {
  /** The confirmed portals. */
  readonly known: readonly ConfirmedPortal[];
  readonly locked: readonly LockedPortal[];
  readonly signIn: SignIn;
  readonly about: About;
}

/**
 * Shown if the user is signed in to no portal. It has a button for each confirmed portal, and a field for another
 * portal.
 */
export function NoSession({ known, locked, signIn, about }: NoSessionProps) {
  return (
    <Message title="Sign in to your AWS access portal">
      <p>Open the portal and sign in as usual, then come back to Keyferry.</p>
      {known.map(({ label, startUrl }, at) => (
        <button
          key={startUrl}
          type="button"
          class={at === 0 ? 'primary' : 'wide'}
          data-first
          title={startUrl}
          onClick={() => openPortal(startUrl)}
        >
          Open {label}
        </button>
      ))}
      <PortalField primary={known.length === 0} onNewRegion={(startUrl) => void signIn.want(startUrl, true)} />
      {locked.map((portal) => (
        <LockedPortalPart key={portal.startUrl} primary={false} {...{ portal, signIn, about }} />
      ))}
    </Message>
  );
}

/** Shown if a portal tab was open before the extension was installed. */
export function StaleTab({ onReload }: { onReload(): void }) {
  return (
    <Message title="Reload your portal tab">
      <p>The tab was open before Keyferry was installed or updated, so Keyferry cannot see it yet.</p>
      <button type="button" class="primary" data-first onClick={onReload}>
        Reload the portal tab
      </button>
    </Message>
  );
}

/** Shown if the user is signed in to several trusted portals and none of them is in use. */
export function ChoosePortal({
  sessions,
  onChoose,
}: {
  sessions: readonly SessionView[];
  onChoose(key: string): void;
}) {
  return (
    <Message title="Choose a portal">
      {sessions.map(({ key, label, user }) => (
        <button key={key} type="button" data-first onClick={() => onChoose(key)}>
          {label} {user && <span class="muted">{user}</span>}
        </button>
      ))}
    </Message>
  );
}

/** Shown after the end of the portal session. */
export function SessionExpired({ session }: { session: SessionView }) {
  return (
    <Message title="Your portal session has ended" urgent>
      <p>
        Sign in again and come back. The profiles that you wrote stay valid until they expire. Your credentials file was
        not changed.
      </p>
      <button type="button" class="primary" data-first onClick={() => openPortal(session.startUrl)}>
        Open {session.label}
      </button>
    </Message>
  );
}
