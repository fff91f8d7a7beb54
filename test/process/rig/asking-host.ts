import { createExtensionChannel } from '../../../native-host/browser-host/extension-channel.ts';
import { servePort } from '../../../native-host/browser-host/port.ts';
import { readFirst, takeStdout } from '../../../native-host/stdio.ts';
import { type AskedOfExtension, type AskedOfHost, extensionKinds, hostKinds } from './both-ways.ts';

/**
 * A host for tests that uses the real channel, port and pipes. When a test wants it, this host sends a request to the
 * extension. The released host does not do this. The test builds and starts this host.
 */

const output = takeStdout(() => process.stdin.destroy());
const channel = createExtensionChannel<AskedOfExtension, AskedOfHost>(output, {
  requests: hostKinds.requests,
  replies: extensionKinds.replies,
  timeLimitsMs: extensionKinds.timeLimitsMs,
});
channel.serve({
  announce() {
    channel.allowRequests();
    return {};
  },
  async 'ask-me'({ text }) {
    return { answer: (await channel.request('echo', { text })).text };
  },
});
void servePort({
  first: readFirst(),
  input: () => process.stdin,
  output,
  receive: (frame) => channel.receive(frame),
  onEnd: () => undefined,
});
