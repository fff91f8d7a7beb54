import { type PartitionName, portalApiOrigin } from '#core/portals/portals.ts';
import type { SessionView } from '#core/protocol/messages.ts';
import { Hosts } from './hosts.tsx';
import { Message } from './message.tsx';
import type { SignIn } from './use-sign-in.ts';

/**
 * Shown if the portal page names a region that this version does not know. Asks the user for access to the API host of
 * this region, and to no other host.
 */
export function NewRegion({ session, signIn }: { session: SessionView; signIn: SignIn }) {
  const { key, label, partition, newRegion } = session;
  if (newRegion === null) return null;
  const origin = portalApiOrigin(partition as PartitionName, newRegion);
  return (
    <Message title="Your portal is in a new region">
      <p>
        {label} says that it is in <strong>{newRegion}</strong>, a region that this version of Keyferry does not know.
        Allow this region if the portal shows the same region under <em>Access keys</em> as <em>SSO Region</em>. Your
        session then goes to this address of AWS:
      </p>
      <Hosts hosts={[new URL(origin).host]} />
      <button type="button" class="primary" onClick={() => void signIn.useNewRegion(key, newRegion, origin)}>
        Allow and use {newRegion}
      </button>
      {signIn.refused && <p class="why">The browser did not allow access, so nothing was sent there.</p>}
    </Message>
  );
}
