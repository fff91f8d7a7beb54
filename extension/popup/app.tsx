import { useState } from 'preact/hooks';
import type { Answer, View } from '#core/messages.ts';
import { useNow } from '../ui/use-now.ts';
import { ask } from '../ui/worker-client.ts';
import { allowAccess } from './allow-access.ts';
import type { CopyFormats } from './copy-formats.ts';
import { Header } from './header.tsx';
import { HelpLine } from './help-line.tsx';
import { type Screen, screenFor } from './screen.ts';
import {
  AccessWithheld,
  ChoosePortal,
  NewPortal,
  NoSession,
  NotStarted,
  RegionUnknown,
  SessionExpired,
  StaleTab,
  Starting,
} from './screens.tsx';
import type { Stored } from './stored.ts';
import { useKeys } from './use-keys.ts';
import { useSettings } from './use-settings.ts';
import { useWorkerState, type WorkerState } from './use-worker-state.ts';
import { Workspace } from './workspace.tsx';

interface Props {
  readonly stored: Stored;
  readonly formats: CopyFormats;
}

type ViewKind = 'popup/use-portal' | 'popup/choose-session' | 'popup/set-region';

/** The popup: the header, the screen that is due, the help line. */
export function App({ stored, formats }: Props) {
  const state = useWorkerState(stored);
  const now = useNow();
  const settings = useSettings();
  const [help, setHelp] = useState(false);
  const steps = useSteps(state);
  const { view, index } = state;
  const screen = screenFor(view, index, steps.reviewing);
  const sessions = view?.sessions ?? [];
  const shown = sessions.find(({ key }) => key === (steps.reviewing ?? view?.current)) ?? null;
  const toggleHelp = () => setHelp(!help);

  useKeys({ screen: 'card', query: '' }, (intent) => {
    if (intent.is !== 'next-session' || sessions.length < 2) return false;
    const next = sessions[(sessions.findIndex(({ key }) => key === shown?.key) + 1) % sessions.length];
    if (next) steps.choose(next.key, next.trusted);
    return true;
  });

  return (
    <div class="popup" data-screen={screen.is}>
      <Header
        {...{ sessions, shown, now, help }}
        onChoose={(key) => steps.choose(key, sessions.find((each) => each.key === key)?.trusted ?? false)}
        onHelp={toggleHelp}
      />
      {help && <HelpLine />}
      <main>
        {screen.is === 'list' && view ? (
          <Workspace
            key={screen.session.key}
            {...{ session: screen.session, view, state, settings, formats, now }}
            onHelp={toggleHelp}
            onReview={steps.review}
            onAllow={() => steps.allow(view.withheld)}
          />
        ) : (
          <OneStep screen={screen} state={state} steps={steps} />
        )}
      </main>
    </div>
  );
}

type Steps = ReturnType<typeof useSteps>;

/** What the one-step screens do. A refusal by the worker is shown in their place. */
function useSteps(state: WorkerState) {
  const [reviewing, setReviewing] = useState<string | null>(null);
  const [refused, setRefused] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const follow = async (answer: Promise<Answer<ViewKind>>) => {
    const given = await answer;
    setProblem(given.ok ? null : given.message);
    if (given.ok) state.show(given.value as View);
    setReviewing(null);
  };
  return {
    reviewing,
    refused,
    problem,
    review: setReviewing,
    use: (session: string) => follow(ask('popup/use-portal', { session })),
    region: (session: string, region: string) => follow(ask('popup/set-region', { session, region })),
    choose: (session: string, trusted: boolean) =>
      trusted ? follow(ask('popup/choose-session', { session })) : setReviewing(session),
    allow: async (origins: readonly string[]) => {
      setRefused(!(await allowAccess(origins)));
      state.reopen();
    },
    reload: async () => {
      const answer = await ask('popup/reload-portal-tab', {});
      setProblem(answer.ok ? null : answer.message);
    },
  };
}

function OneStep({ screen, state, steps }: { screen: Screen; state: WorkerState; steps: Steps }) {
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
        <ScreenOf screen={screen} steps={steps} />
      )}
    </>
  );
}

function ScreenOf({ screen, steps }: { screen: Screen; steps: Steps }) {
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
    case 'no-session':
      return <NoSession known={screen.sessions} />;
    case 'new-portal':
      return <NewPortal sessions={screen.sessions} onUse={(key) => void steps.use(key)} />;
    case 'choose':
      return <ChoosePortal sessions={screen.sessions} onChoose={(key) => void steps.choose(key, true)} />;
    case 'region':
      return (
        <RegionUnknown session={screen.session} onRegion={(region) => void steps.region(screen.session.key, region)} />
      );
    case 'expired':
      return <SessionExpired session={screen.session} />;
    default:
      return <Starting />;
  }
}
