import type { About } from '../about/lazy-about.ts';
import type { WorkerState } from '../shell/use-worker-state.ts';
import { AccessWithheld } from './access-withheld.tsx';
import { LockedPortals } from './locked-portals.tsx';
import { NewRegion } from './new-region.tsx';
import { RegionUnknown } from './region-unknown.tsx';
import { ChoosePortal, NewPortal, NoSession, NotStarted, SessionExpired, StaleTab, Starting } from './screens.tsx';
import type { Steps } from './use-sign-in.ts';
import type { Screen } from './which-screen.ts';

interface Props {
  readonly screen: Screen;
  readonly state: WorkerState;
  readonly steps: Steps;
  readonly about: About;
}

/** Every screen but the list; a refusal by the worker is shown above it. */
export function OneStep({ screen, state, steps, about }: Props) {
  const problem = steps.problem ?? (screen.is === 'starting' ? state.failure?.message : null);
  return (
    <>
      {problem && screen.is !== 'starting' && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {problem && screen.is === 'starting' ? (
        <NotStarted sentence={problem} onRetry={state.reopen} />
      ) : (
        <ScreenOf {...{ screen, steps, about }} />
      )}
    </>
  );
}

function ScreenOf({ screen, steps, about }: Omit<Props, 'state'>) {
  switch (screen.is) {
    case 'withheld':
      return (
        <AccessWithheld
          origins={screen.origins}
          refused={steps.refused}
          onAllow={() => void steps.allow(screen.origins)}
        />
      );
    case 'stale-tab':
      return <StaleTab onReload={() => void steps.reload()} />;
    case 'locked':
      return <LockedPortals portals={screen.locked} {...{ steps, about }} />;
    case 'no-session':
      return <NoSession known={screen.sessions} locked={screen.locked} {...{ steps, about }} />;
    case 'new-portal':
      return <NewPortal sessions={screen.sessions} onUse={(key) => void steps.use(key)} />;
    case 'choose':
      return <ChoosePortal sessions={screen.sessions} onChoose={(key) => void steps.choose(key, true)} />;
    case 'region':
      return (
        <>
          <NewRegion session={screen.session} steps={steps} />
          <RegionUnknown
            session={screen.session}
            onRegion={(region) => void steps.region(screen.session.key, region)}
          />
        </>
      );
    case 'expired':
      return <SessionExpired session={screen.session} />;
    default:
      return <Starting />;
  }
}
