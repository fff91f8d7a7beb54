import * as v from 'valibot';
import { exactly } from '../schema.ts';
import { LiveGrant, LiveName } from './live.ts';
import { reply } from './reply-type.ts';
import type { View } from './view.ts';

const liveNames = v.pipe(v.array(LiveName), v.minLength(1), v.maxLength(1000));

/** The messages about live profiles that are set up, as in `messages`. */
export const liveMessages = {
  /** Gives out no keys of these live profiles, or gives them out again. */
  'popup/pause-live': {
    from: ['popup'],
    body: exactly({ names: liveNames, paused: v.boolean() }),
    reply: reply<null>(),
  },
  /** Removes live profiles: from the extension's table and from the config file. */
  'popup/stop-live': {
    from: ['popup'],
    body: exactly({ names: liveNames }),
    reply: reply<{ readonly removed: readonly string[] }>(),
  },
  /** Drops all keys and answers and gives out no keys, or ends this state. */
  'popup/lock-live': { from: ['popup'], body: exactly({ locked: v.boolean() }), reply: reply<null>() },
  /** Changes what may use a live profile. */
  'popup/set-live-access': {
    from: ['popup'],
    body: exactly({ name: LiveName, grant: v.optional(LiveGrant), notForAgents: v.optional(v.boolean()) }),
    reply: reply<null>(),
  },
  /** The one switch of live profiles. If off, no port stays open and no socket exists. */
  'popup/switch-live': { from: ['popup', 'options'], body: exactly({ on: v.boolean() }), reply: reply<View>() },
} as const;
