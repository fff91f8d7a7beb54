import { readSync, writeSync } from 'node:fs';
import type { FrameOutput } from './browser-host/extension-channel.ts';
import type { BackgroundOutput } from './browser-host/handlers/context.ts';

/*
 * The only file that writes to stdout. A browser would read any extra byte as part of a frame's length.
 */

const FIRST_READ_BYTES = 64 * 1024;

/** Whether one of Node's streams has text that is not printed yet. */
let isStreaming = false;

/**
 * Writes without Node's stream. Opening that stream would take longer than the rest of a short run. Bytes that the pipe
 * does not accept at once (EAGAIN) go through the stream.
 * @throws system errors unchanged: EPIPE when the reader has gone
 */
function writeNow(file: 1 | 2, bytes: Uint8Array, stream: () => NodeJS.WriteStream): void {
  let rest = bytes;
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(file, rest));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    stream().write(rest);
  }
}

/**
 * Reserves stdout for frames. Everything else that writes to stdout later, including console.log, goes to stderr.
 * @param onGone called when the browser no longer reads
 */
export function takeStdout(onGone: () => void): FrameOutput & BackgroundOutput {
  const original = Object.getOwnPropertyDescriptor(process, 'stdout')?.get;
  Object.defineProperty(process, 'stdout', { get: () => process.stderr, configurable: true });
  let stream: NodeJS.WriteStream | null = null;
  const opened = () => {
    if (stream === null) {
      stream = original?.call(process) as NodeJS.WriteStream;
      stream.on('error', onGone);
    }
    return stream;
  };
  return {
    // Node's stream does not block on a pipe, except on Windows.
    writeInBackground: () => void opened(),
    unread: () => stream?.writableLength ?? 0,
    write(frame) {
      try {
        // Once the stream is open, later frames go through it too, so that frames keep their order.
        if (stream) stream.write(frame);
        else writeNow(1, frame, opened);
      } catch {
        onGone();
      }
    },
  };
}

/**
 * The first bytes from the browser, read without Node's stream. Opening that stream takes longer than the rest of a
 * first reply. Blocks until bytes come. The result is empty in cases that are left to the stream: at the end of the
 * input, for a pipe that does not block, and on Windows, where pipes work differently.
 */
export function readFirst(): Uint8Array {
  const chunk = Buffer.allocUnsafe(FIRST_READ_BYTES);
  try {
    return chunk.subarray(0, process.platform === 'win32' ? 0 : readSync(0, chunk));
  } catch {
    return chunk.subarray(0, 0);
  }
}

/** Prints to stdout (1) or stderr (2). If the reader has gone, the command ends silently with status 1. */
export function print(file: 1 | 2, text: string): void {
  try {
    writeNow(file, Buffer.from(text), () => {
      isStreaming = true;
      return file === 1 ? process.stdout : process.stderr;
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
    process.exitCode = 1;
  }
}

/** Ends the process at once if everything is printed. Node's own end takes half a millisecond longer. */
export function exitWhenPrinted(): void {
  if (!isStreaming) process.exit();
}
