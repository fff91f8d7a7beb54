import { dirname } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import {
  extensionReplies,
  extensionTimeLimitsMs,
  hostRequests,
  type ToExtension,
  type ToHost,
} from '#core/protocol/host-protocol.ts';
import { readSettings } from './aws-files/settings-file.ts';
import { createExtensionChannel, type FrameOutput } from './browser-host/extension-channel.ts';
import type { BackgroundOutput } from './browser-host/handlers/context.ts';
import { handlersFor } from './browser-host/handlers/index.ts';
import { servePort } from './browser-host/port.ts';
import { readFirst } from './stdio.ts';

/**
 * Answers the extension until the browser closes the pipe.
 * @param output sends frames to the browser
 * @param complain reports an unexpected error that belongs to no request
 * @returns false if the pipe ended in the middle of a frame, or a frame had a wrong length
 */
export function serveBrowser(
  output: FrameOutput & BackgroundOutput,
  complain: (error: KeyferryError) => void,
): Promise<boolean> {
  process.on('uncaughtException', () => {
    // The error's own message may contain a secret, so it is not used.
    const fault = new KeyferryError('INTERNAL', { where: 'the keyferry program' });
    complain(fault);
    process.stdin.destroy(fault);
  });
  const ending = new AbortController();
  const channel = createExtensionChannel<ToExtension, ToHost>(output, {
    requests: hostRequests,
    replies: extensionReplies,
    timeLimitsMs: extensionTimeLimitsMs,
  });
  const directory = dirname(process.argv[1] ?? '');
  const settings = readSettings(directory);
  channel.serve(
    handlersFor({ env: process.env, directory, settings, ending: ending.signal, extension: channel, output }),
  );
  return servePort({
    first: readFirst(),
    input: () => process.stdin,
    output,
    receive: (frame) => channel.receive(frame),
    onEnd() {
      ending.abort();
      channel.close(new KeyferryError('WORKER_STOPPED'));
    },
  });
}
