import { useState } from 'preact/hooks';
import type { KnownPortal } from '#core/protocol/messages.ts';
import { QuestionDialog } from '../ui/question-dialog.tsx';
import { ask } from '../ui/worker-client.ts';
import type { Report } from './outcome.tsx';
import { useStored } from './use-stored.ts';

/** Says for which users the person confirmed the portal. */
function confirmation({ users, unknownUser, managed }: KnownPortal): string {
  const named = users === 1 ? '1 user' : `${users} users`;
  const whom = [users > 0 ? named : null, unknownUser ? 'a user without a known name' : null]
    .filter(Boolean)
    .join(' and ');
  const own = whom === '' ? null : `Confirmed for ${whom}.`;
  if (managed) return ['Trusted by your administrator.', own].filter(Boolean).join(' ');
  return own ?? 'Confirmed, but for no user yet.';
}

/** The portals that the person confirmed. Each portal has a button that makes Keyferry forget the portal. */
export function Portals({ report }: { report: Report }) {
  const [portals, setPortals] = useState<readonly KnownPortal[] | null>(null);
  const [asked, setAsked] = useState<KnownPortal | null>(null);
  const load = async () => {
    const answer = await ask('options/list-portals', {});
    if (answer.ok) setPortals(answer.value);
    else report(answer);
  };
  useStored('trusted', load);

  const forget = async ({ startUrl, label }: KnownPortal, yes: boolean) => {
    setAsked(null);
    if (!yes) return;
    report(null);
    const answer = await ask('options/forget-portal', { startUrl });
    report(answer.ok ? `${label} was forgotten.` : answer);
    await load();
  };

  return (
    <section>
      <h2>Portals</h2>
      {portals?.length === 0 && (
        <p class="muted">None yet. Sign in to your AWS access portal, then press “Use this portal” in the popup.</p>
      )}
      {portals !== null && portals.length > 0 && (
        <ul class="portals">
          {portals.map((portal) => (
            <PortalItem key={portal.startUrl} portal={portal} onForget={() => setAsked(portal)} />
          ))}
        </ul>
      )}
      {asked && <ForgetQuestion portal={asked} onAnswer={(yes) => void forget(asked, yes)} />}
    </section>
  );
}

const PortalItem = ({ portal, onForget }: { portal: KnownPortal; onForget(): void }) => (
  <li class="portal">
    <div class="portal-text">
      <p>
        <strong>
          <bdi>{portal.label}</bdi>
        </strong>
      </p>
      <p class="muted">
        <bdi>{portal.startUrl}</bdi>
      </p>
      <p class="muted">{confirmation(portal)}</p>
    </div>
    <button type="button" class="small forget" aria-label={`Forget ${portal.label}`} onClick={onForget}>
      Forget
    </button>
  </li>
);

const ForgetQuestion = ({ portal, onAnswer }: { portal: KnownPortal; onAnswer(yes: boolean): void }) => (
  <QuestionDialog title={`Forget ${portal.label}?`} label="Forget" onAnswer={onAnswer}>
    This erases your confirmation of {portal.startUrl}, its sessions, its list of accounts and roles, and your
    favourites and labels there, for every user. Its live profiles give out no more keys. Profiles in your AWS files
    stay, and you stay signed in to the portal.
    {portal.managed && ' Your administrator trusts this portal, so Keyferry uses it again when you next open it.'}
  </QuestionDialog>
);
