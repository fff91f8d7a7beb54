import type { AmbiguousPortal } from '#core/protocol/messages.ts';
import { Message } from './message.tsx';

/** Shown if the browser has two different session cookies for a portal. Keyferry then uses neither cookie. */
export const TwoCookies = ({ portals }: { portals: readonly AmbiguousPortal[] }) => (
  <Message title="Two different sign-ins for one portal">
    {portals.map(({ startUrl }) => (
      <p key={startUrl}>
        <strong class="portal-url">{startUrl}</strong>
      </p>
    ))}
    <p>
      Your browser has two different cookies named <code>x-amz-sso_authn</code> for this portal. Another site may have
      set one of them, so Keyferry uses neither.
    </p>
    <p>Delete the portal’s cookies in the browser’s settings, then sign in to the portal again.</p>
  </Message>
);
