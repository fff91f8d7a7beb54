import { parseNewPortalUrl } from '#core/portals/portals.ts';
import type { LockedPortal } from '#core/protocol/messages.ts';
import type { About } from '../about/use-about.ts';
import { Hosts } from './hosts.tsx';
import { Message } from './message.tsx';
import type { SignIn } from './use-sign-in.ts';

interface Props {
  readonly portal: LockedPortal;
  /** True if this button is the main button of the screen. Only the main button is filled with colour. */
  readonly primary: boolean;
  readonly signIn: SignIn;
  readonly about: About;
}

/**
 * Says why Keyferry cannot read a portal's session, and which permission Keyferry needs. With a click on the button,
 * the user gives this permission.
 */
export function LockedPortalPart({ portal, primary, signIn, about }: Props) {
  const { startUrl, label, origins } = portal;
  return (
    <div class="locked-portal">
      <strong class="portal-url">{startUrl}</strong>
      {origins.length > 0 ? <NewHost {...portal} /> : <OnlyTheBrowser label={label} />}
      <button type="button" class={primary ? 'primary' : undefined} onClick={() => void signIn.unlock(portal)}>
        Allow reading this portal’s sign-in
      </button>
      {signIn.refused && <p class="why">The browser did not allow access, so nothing was read.</p>}
      <div class="pair">
        <button type="button" onClick={() => void signIn.want(startUrl, false)}>
          Not now
        </button>
        <button type="button" onClick={() => about.open(portal)}>
          About this portal
        </button>
      </div>
    </div>
  );
}

const OnlyTheBrowser = ({ label }: { label: string }) => (
  <p>
    If you are signed in, {label} keeps your session in a cookie that only the browser can read. If you allow it,
    Keyferry asks the browser for that one cookie of your portal, and for no other.
  </p>
);

/** Shown for a portal whose host name contains a region that this version does not know. */
const NewHost = ({ startUrl, origins }: LockedPortal) => (
  <>
    <p>
      The portal is in {parseNewPortalUrl(startUrl)?.region}, a region that this version of Keyferry does not know. If
      you allow it, Keyferry reads your sign-in there and asks AWS for your roles, at these two addresses:
    </p>
    <Hosts hosts={origins.map((origin) => new URL(origin).host)} />
  </>
);

type AllProps = Omit<Props, 'portal' | 'primary'> & { readonly portals: readonly LockedPortal[] };

/** All portals whose sessions only the browser can read. */
export function LockedPortals({ portals, ...rest }: AllProps) {
  return (
    <Message title="Keyferry cannot see your sign-in yet">
      {portals.map((portal) => (
        <LockedPortalPart key={portal.startUrl} primary={portal === portals[0]} {...{ portal, ...rest }} />
      ))}
    </Message>
  );
}
