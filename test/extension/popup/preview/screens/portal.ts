import { error, locked, lockedInNewRegion, other, popup, profiles, session, view } from '../fixtures.ts';
import { choose, click, type ScreenCase } from './case.ts';

const none = view({ sessions: [], current: null });

export const portalScreens: readonly ScreenCase[] = [
  { name: 'starting', fixture: { ...popup(null), answers: {} }, shows: 'Looking for your portal session' },
  {
    name: 'not-answering',
    fixture: popup(null, null, { 'popup/open': null }),
    shows: 'The browser stopped Keyferry before it could answer',
  },
  { name: 'no-session', fixture: popup(none), shows: 'Sign in to your AWS access portal' },
  {
    name: 'no-session-known',
    fixture: popup(view({ sessions: [session({ expired: true })], current: null })),
    shows: 'Open hidden-corp',
  },
  {
    name: 'signed-out',
    fixture: popup({
      ...none,
      known: [
        { startUrl: session().startUrl, label: 'hidden-corp' },
        { startUrl: other.startUrl, label: other.label },
      ],
      profiles,
    }),
    shows: 'Open hidden-corp',
  },
  { name: 'stale-tab', fixture: popup({ ...none, staleTab: true }), shows: 'Reload the portal tab' },
  { name: 'new-portal', fixture: popup(view({ sessions: [other], current: null })), shows: 'Use this portal' },
  {
    name: 'new-portal-user',
    fixture: popup(view({ sessions: [session({ trusted: false, directory: 'd-9067000000' })], current: null })),
    shows: 'Another user of your portal',
  },
  {
    name: 'new-portal-no-user',
    fixture: popup(view({ sessions: [session({ trusted: false, user: null })], current: null })),
    shows: 'The portal does not say who is signed in.',
  },
  {
    name: 'new-portal-asking',
    fixture: popup(view({ sessions: [session({ trusted: false, checked: false, whoAmI: null })], current: null })),
    shows: 'Asking the portal who is signed in',
  },
  {
    name: 'two-cookies',
    fixture: popup({ ...none, ambiguous: [{ startUrl: other.startUrl, label: other.label }] }),
    shows: 'Two different sign-ins for one portal',
  },
  {
    name: 'withheld',
    fixture: popup({ ...none, withheld: ['https://*.awsapps.com', 'https://portal.sso.eu-west-1.amazonaws.com'] }),
    act: (page) => page.click('button.primary'),
    shows: 'Allow access',
  },
  {
    name: 'choose-portal',
    fixture: popup(view({ sessions: [session(), { ...other, trusted: true }], current: null })),
    shows: 'Choose a portal',
  },
  {
    name: 'region-unknown',
    fixture: popup(view({ sessions: [session({ region: null })] })),
    shows: 'Which region is your portal in?',
  },
  {
    name: 'region-new',
    fixture: popup(view({ sessions: [session({ region: null, newRegion: 'eu-future-9' })] })),
    act: click('Allow and use eu-future-9'),
    shows: 'The browser did not allow access',
  },
  { name: 'locked', fixture: popup({ ...none, locked: [locked()] }), shows: 'Keyferry cannot see your sign-in yet' },
  {
    name: 'locked-new-region',
    fixture: popup({ ...none, locked: [lockedInNewRegion] }),
    act: click('Allow reading this portal’s sign-in'),
    shows: 'The browser did not allow access',
  },
  {
    name: 'locked-perhaps-signed-out',
    fixture: popup({ ...none, locked: [locked({ wasReadable: true })] }),
    shows: 'Portal name or address',
  },
  {
    name: 'about',
    fixture: popup(view()),
    act: choose('Menu', 'About this portal'),
    shows: 'named by the page, script#env',
  },
  {
    name: 'about-older-ways',
    fixture: popup(
      view({
        sessions: [
          session({ capture: 'cookies', listedBy: 'instance', whoAmI: 'PORTAL_ANSWER', user: null, expiresAt: null }),
        ],
        host: { state: 'failed', error: error('HOST_MISSING') },
      }),
    ),
    act: choose('Menu', 'About this portal'),
    shows: 'failed, PORTAL_ANSWER',
  },
  {
    name: 'about-locked',
    fixture: popup({ ...none, locked: [lockedInNewRegion] }),
    act: click('About this portal'),
    shows: 'this version does not know the portal’s region',
  },
  { name: 'locked-beside-list', fixture: popup(view({ locked: [locked()] })), shows: 'Allow reading it' },
  {
    name: 'expired',
    fixture: popup(view({ sessions: [session({ expired: true, expiresAt: 0 })] })),
    shows: 'Your portal session has ended',
  },
];
