import * as v from 'valibot';
import { envelope } from '#core/protocol/frame.ts';
import { exactly } from '#core/schema.ts';
import { PATIENCE_MS } from '../../waiting.ts';

/** Kinds of requests that only the tests of the channel use. */

/**
 * The requests that the extension sends. With `announce`, the extension says that it now answers requests. After
 * `ask-me`, the host sends a request with `text` to the extension.
 */
export interface AskedOfHost {
  readonly requests: typeof hostKinds.requests;
  readonly replies: typeof hostKinds.replies;
}
export const hostKinds = {
  requests: {
    announce: exactly({ ...envelope, kind: v.literal('announce') }),
    'ask-me': exactly({ ...envelope, kind: v.literal('ask-me'), text: v.string() }),
  },
  replies: {
    announce: v.object({}),
    'ask-me': v.object({ answer: v.string() }),
  },
  timeLimitsMs: { announce: PATIENCE_MS, 'ask-me': PATIENCE_MS },
};

/** The requests that the host sends. */
export interface AskedOfExtension {
  readonly requests: typeof extensionKinds.requests;
  readonly replies: typeof extensionKinds.replies;
}
export const extensionKinds = {
  requests: { echo: exactly({ ...envelope, kind: v.literal('echo'), text: v.string() }) },
  replies: { echo: v.object({ text: v.string() }) },
  timeLimitsMs: { echo: PATIENCE_MS },
};
