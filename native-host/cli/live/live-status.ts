import { liveReplies } from '#core/protocol/live.ts';
import { toRfc3339 } from '#core/rfc3339.ts';
import { requestLine, type StatusAnswer } from '../../live/socket-line.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { duration } from '../profiles/time-left.ts';
import { askBrowsers } from './ask-browsers.ts';
import { claim } from './sockets.ts';

/** `keyferry status` waits at most this time for browsers, in ms. */
const TIME_LIMIT_MS = 1000;

/** The status of live profiles, from the answers of the browsers. */
export interface LiveStatus {
  /** Number of browsers that have a socket for live profiles. */
  readonly browsers: number;
  readonly answers: readonly StatusAnswer[];
  /**
   * Whether KEYFERRY_SOCKET is the path of a socket that `keyferry share` or `keyferry ssh` opened. Such a socket gives
   * no status.
   */
  readonly isShared: boolean;
}

/**
 * Asks the browsers for their status. Never throws. If an error occurs, `keyferry status` shows only what it reads from
 * files.
 */
export async function liveStatus(io: CommandIo): Promise<LiveStatus> {
  try {
    const line = requestLine<'status'>({ op: 'status', client: claim(io) });
    const { hosts, answers, refusals } = await askBrowsers(line, liveReplies['live-status'], TIME_LIMIT_MS, io);
    return { browsers: hosts, answers, isShared: refusals.some(({ code }) => code === 'LIVE_NOT_SHARED') };
  } catch {
    return { browsers: 0, answers: [], isShared: false };
  }
}

function portalLine({ label, isSignedIn, endsAt }: StatusAnswer['portals'][number], now: number): string {
  if (!isSignedIn) return `Portal ${label}: not signed in.`;
  return endsAt === null ? `Portal ${label}: signed in.` : `Portal ${label}: signed in for ${duration(endsAt - now)}.`;
}

function answerLines({ portals, isLocked, questions }: StatusAnswer, now: number): readonly string[] {
  return [
    ...portals.map((portal) => portalLine(portal, now)),
    ...(isLocked ? ['Live profiles are locked. Unlock them in the popup.'] : []),
    ...(questions > 0 ? [`The browser asks you ${questions === 1 ? 'a question' : `${questions} questions`}.`] : []),
  ];
}

/** The status of live profiles as lines of text. @param now the current time, in epoch ms */
export function liveStatusLines({ browsers, answers, isShared }: LiveStatus, now: number): readonly string[] {
  if (isShared)
    return [
      'KEYFERRY_SOCKET is the path of a shared socket. Such a socket gives keys of some profiles, but no status.',
    ];
  const silent = browsers - answers.length;
  const head = answers.length === 1 ? 'A browser is connected.' : `${answers.length} browsers are connected.`;
  return [
    ...(answers.length > 0 ? [head] : []),
    ...(browsers === 0 ? ['No browser with Keyferry answers, so live profiles give no keys now.'] : []),
    ...(silent > 0 ? ['A browser is connected but does not answer.'] : []),
    ...answers.flatMap((answer) => answerLines(answer, now)),
  ];
}

/** The status of live profiles as JSON for scripts. @param now the current time, in epoch ms */
export function liveStatusJson({ browsers, answers }: Omit<LiveStatus, 'isShared'>, now: number) {
  return {
    browsers,
    answering: answers.length,
    locked: answers.some(({ isLocked }) => isLocked),
    questions: answers.reduce((sum, { questions }) => sum + questions, 0),
    portals: answers.flatMap(({ portals }) =>
      portals.map(({ label, isSignedIn, endsAt }) => ({
        label,
        signedIn: isSignedIn,
        endsAt: endsAt === null ? null : toRfc3339(endsAt),
        secondsLeft: endsAt === null ? null : Math.max(0, Math.floor((endsAt - now) / 1000)),
      })),
    ),
    profiles: answers.flatMap(({ profiles }) =>
      profiles.map(({ name, grant, isPaused, usedAt }) => ({
        name,
        grant,
        paused: isPaused,
        usedAt: usedAt === null ? null : toRfc3339(usedAt),
      })),
    ),
  };
}
