import { useRef, useState } from 'preact/hooks';
import type { SessionView } from '#core/protocol/messages.ts';
import { useNow } from '../ui/use-now.ts';
import { useAbout } from './about/lazy-about.ts';
import { useRoleParts } from './role/lazy-role-parts.ts';
import { Header } from './shell/header.tsx';
import type { Stored } from './shell/stored.ts';
import { useKeys } from './shell/use-keys.ts';
import { useSettings } from './shell/use-settings.ts';
import { useWorkerState } from './shell/use-worker-state.ts';
import { useOneStep } from './sign-in/lazy-screen-switch.ts';
import { useSteps } from './sign-in/use-sign-in.ts';
import { screenFor } from './sign-in/which-screen.ts';
import { Workspace } from './workspace.tsx';

/** Names the session through every drawing; the same when the portal has said whose it is. */
function usePlace(session: SessionView | null): string {
  const known = useRef({ key: '', place: '' });
  const { key, place } = known.current;
  if (session && session.key !== key) {
    known.current = { key: session.key, place: session.was && session.was === key ? place : session.key };
  }
  return known.current.place;
}

/** The popup: the header, the screen that is due, the help line. */
export function App({ stored }: { stored: Stored }) {
  const state = useWorkerState(stored);
  const now = useNow();
  const settings = useSettings();
  const parts = useRoleParts();
  const [help, setHelp] = useState(false);
  // A session gets another key when the portal says whose it is; what was typed meanwhile stays typed.
  const typed = useRef('');
  const steps = useSteps(state);
  const { view, index } = state;
  const screen = screenFor(view, index, steps.reviewing);
  const OneStep = useOneStep(screen.is !== 'list');
  const sessions = view?.sessions ?? [];
  const shown = sessions.find(({ key }) => key === (steps.reviewing ?? view?.current)) ?? null;
  const choose = (key: string) => {
    typed.current = '';
    void steps.choose(key, sessions.find((each) => each.key === key)?.trusted ?? false);
  };
  const about = useAbout();
  const place = usePlace(shown);
  const toggleHelp = () => setHelp(!help);

  useKeys({ screen: 'card', query: '' }, (intent) => {
    if (intent.is === 'about') {
      void about.open(shown ?? view?.locked[0] ?? null);
      return true;
    }
    if (intent.is !== 'next-session' || sessions.length < 2) return false;
    const next = sessions[(sessions.findIndex(({ key }) => key === shown?.key) + 1) % sessions.length];
    if (next) choose(next.key);
    return true;
  });

  return (
    <div class="popup" data-screen={screen.is}>
      <Header
        {...{ sessions, shown, now, help }}
        onChoose={choose}
        onHelp={toggleHelp}
        onAbout={() => void about.open(shown)}
      />
      {help && parts && <parts.HelpLine />}
      <main>
        {screen.is === 'list' && view ? (
          <Workspace
            key={place}
            {...{ session: screen.session, view, state, settings, parts, now, typed }}
            onHelp={toggleHelp}
            onReview={steps.review}
            onAllow={() => steps.allow(view.withheld)}
            onUnlock={(portal) => void steps.unlock(portal)}
          />
        ) : (
          OneStep && <OneStep screen={screen} state={state} steps={steps} about={about} />
        )}
      </main>
      {about.shown && view && (
        <about.shown.AboutPortal about={about.shown.about} host={view.host} onClose={about.close} />
      )}
    </div>
  );
}
