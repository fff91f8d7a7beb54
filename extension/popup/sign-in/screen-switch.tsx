import type { About } from '../about/use-about.ts';
import { SignedOutRecent } from '../profiles/signed-out-recent.tsx';
import type { WorkerState } from '../shell/use-worker-state.ts';
import { AccessWithheld } from './access-withheld.tsx';
import { LockedPortals } from './locked-portals.tsx';
import { NewPortal } from './new-portal.tsx';
import { NewRegion } from './new-region.tsx';
import { RegionUnknown } from './region-unknown.tsx';
import { ChoosePortal, NoSession, NotStarted, SessionExpired, StaleTab, Starting } from './screens.tsx';
import { TwoCookies } from './two-cookies.tsx';
import type { SignIn } from './use-sign-in.ts';
import type { Screen } from './which-screen.ts';

interface Props {
  readonly screen: Screen;
  readonly state: WorkerState;
  readonly signIn: SignIn;
  readonly about: About;
  /** The current time, in epoch ms. */
  readonly now: number;
}

/** The screens that also show the written profiles. */
const SIGNED_OUT: ReadonlySet<Screen['is']> = new Set(['no-session', 'expired']);

/**
 * Shows the current screen, unless this is the list. If the worker refused the last step, the reason is shown above the
 * screen.
 */
export function ScreenSwitch({ screen, state, signIn, about, now }: Props) {
  const problem = signIn.problem ?? (screen.is === 'starting' ? state.failure?.message : null);
  if (problem && screen.is === 'starting') return <NotStarted sentence={problem} onRetry={state.reopen} />;
  return (
    <>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <CurrentScreen {...{ screen, signIn, about }} />
      {SIGNED_OUT.has(screen.is) && (
        <SignedOutRecent profiles={state.view?.profiles ?? []} live={state.view?.live.profiles ?? []} now={now} />
      )}
    </>
  );
}

function CurrentScreen({ screen, signIn, about }: Omit<Props, 'state' | 'now'>) {
  switch (screen.is) {
    case 'withheld':
      return (
        <AccessWithheld
          origins={screen.origins}
          refused={signIn.refused}
          onAllow={() => void signIn.allow(screen.origins)}
        />
      );
    case 'stale-tab':
      return <StaleTab onReload={() => void signIn.reload()} />;
    case 'two-cookies':
      return <TwoCookies portals={screen.portals} />;
    case 'locked':
      return <LockedPortals portals={screen.locked} {...{ signIn, about }} />;
    case 'no-session':
      return <NoSession known={screen.known} locked={screen.locked} {...{ signIn, about }} />;
    case 'new-portal':
      return <NewPortal sessions={screen.sessions} onUse={(key) => void signIn.use(key)} />;
    case 'choose':
      return <ChoosePortal sessions={screen.sessions} onChoose={(key) => void signIn.choose(key, true)} />;
    case 'region':
      return (
        <>
          <NewRegion session={screen.session} signIn={signIn} />
          <RegionUnknown
            session={screen.session}
            onRegion={(region) => void signIn.setRegion(screen.session.key, region)}
          />
        </>
      );
    case 'expired':
      return <SessionExpired session={screen.session} />;
    default:
      return <Starting />;
  }
}
