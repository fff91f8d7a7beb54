import { useRef, useState } from 'preact/hooks';
import type { SessionView, View } from '#core/protocol/messages.ts';
import { useNow } from '../ui/use-now.ts';
import { AboutPortal } from './about/about.tsx';
import { useAbout } from './about/use-about.ts';
import { LiveBanner } from './live/live-banner.tsx';
import { Questions } from './live/questions.tsx';
import { liveMenu, useLiveSwitch } from './live/use-live-switch.ts';
import { pageMenu } from './page-menu.ts';
import type { CopyFormats } from './role/copy-formats.ts';
import { Header } from './shell/header.tsx';
import { HelpLine } from './shell/help-line.tsx';
import type { Stored } from './shell/stored.ts';
import { useKeys } from './shell/use-keys.ts';
import { useSettings } from './shell/use-settings.ts';
import { useWorkerState } from './shell/use-worker-state.ts';
import { ScreenSwitch } from './sign-in/screen-switch.tsx';
import { useSignIn } from './sign-in/use-sign-in.ts';
import { screenFor } from './sign-in/which-screen.ts';
import { Workspace } from './workspace.tsx';

/**
 * The preact key of the component that shows a session. The session gets a new session key when the portal has answered
 * who the user is. The preact key does not change then, so that the search, the card and the outcome stay on screen.
 */
function useStableKey(session: SessionView | null): string {
  const last = useRef({ key: '', stable: '' });
  const { key, stable } = last.current;
  if (session && session.key !== key) {
    last.current = { key: session.key, stable: session.was && session.was === key ? stable : session.key };
  }
  return last.current.stable;
}

/**
 * The text in the search box. It stays when the workspace is unmounted, for example while the user looks at a new
 * portal. When another session is shown, the text is cleared, because the user typed it for the list of the earlier
 * session.
 * @param key key of the session whose list is on screen; null if no list is on screen
 */
function useSavedQuery(key: string | null): { current: string } {
  const saved = useRef({ key, current: '' }).current;
  if (key !== null && key !== saved.key) Object.assign(saved, { key, current: '' });
  return saved;
}

/** When each session and each profile on screen expires, in epoch ms. */
function endsIn(view: View | null): readonly number[] {
  const all = [
    ...(view?.sessions ?? []).map((each) => each.expiresAt),
    ...(view?.profiles ?? []).map((each) => each.expiration),
  ];
  return all.filter((end) => end !== null);
}

interface Props {
  readonly stored: Stored;
  readonly formats: CopyFormats;
  /** Whether the user has dismissed the hint that the program is not installed. */
  readonly hintDismissed: boolean;
}

/** The popup: header, help line, and the screen for the current state. */
export function App({ stored, formats, hintDismissed }: Props) {
  const state = useWorkerState(stored);
  const settings = useSettings();
  const [help, setHelp] = useState(false);
  const signIn = useSignIn(state);
  const { view, index } = state;
  const now = useNow(endsIn(view));
  const screen = screenFor(view, index, signIn.reviewing);
  const sessions = view?.sessions ?? [];
  const shown = sessions.find(({ key }) => key === (signIn.reviewing ?? view?.current)) ?? null;
  const choose = (key: string) => void signIn.choose(key, sessions.find((each) => each.key === key)?.trusted ?? false);
  const about = useAbout();
  const cliAll = useRef<(() => void) | null>(null);
  const workspaceKey = useStableKey(shown);
  const savedQuery = useSavedQuery(screen.is === 'list' ? workspaceKey : null);
  const toggleHelp = () => setHelp(!help);

  // Called when the user pressed Escape and no part of the screen has used the key. Closes the help. If no help is
  // open, leaves the screen on which the user confirms a portal.
  const stepBack = (): boolean => {
    if (help) setHelp(false);
    else if (signIn.reviewing !== null) signIn.review(null);
    else return false;
    return true;
  };

  const portal = shown ?? view?.locked[0] ?? null;
  const openAbout = portal && (() => about.open(portal));
  const liveSwitch = useLiveSwitch(view);
  const menuItems = () =>
    pageMenu({
      cliAll: screen.is === 'list' ? cliAll.current : undefined,
      live: liveMenu(liveSwitch),
      about: openAbout,
      help: toggleHelp,
    });

  useKeys({ screen: 'card', query: '' }, (intent) => {
    if (intent.is === 'back') return stepBack();
    if (intent.is === 'about') {
      openAbout?.();
      return true;
    }
    if (intent.is !== 'next-session' || sessions.length < 2) return false;
    const next = sessions[(sessions.findIndex(({ key }) => key === shown?.key) + 1) % sessions.length];
    if (next) choose(next.key);
    return true;
  });

  return (
    <div class="popup" data-screen={screen.is}>
      <Header {...{ sessions, shown, now, menuItems }} onChoose={choose} />
      {help && <HelpLine />}
      <main>
        <Questions questions={liveSwitch.live.questions} />
        <LiveBanner of={liveSwitch} />
        {screen.is === 'list' && view ? (
          <Workspace
            key={workspaceKey}
            {...{ session: screen.session, view, state, settings, formats, now, savedQuery, cliAll, hintDismissed }}
            onHelp={toggleHelp}
            onReview={signIn.review}
            onAllow={() => void signIn.allow(view.withheld)}
            onUnlock={(portal) => void signIn.unlock(portal)}
            onNotNow={({ startUrl }) => void signIn.want(startUrl, false)}
          />
        ) : (
          <ScreenSwitch {...{ screen, state, signIn, about, now }} />
        )}
      </main>
      {about.portal && view && <AboutPortal portal={about.portal} host={view.host} onClose={about.close} />}
    </div>
  );
}
