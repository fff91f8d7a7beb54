import { readSync, writeSync } from 'node:fs';
import type { FrameOutput } from './browser-host/extension-channel.ts';

/*
 * The only file that touches stdout: a browser would read a stray byte as the length of a frame.
 */

const FIRST_READ_BYTES = 64 * 1024;

/** Whether one of Node's streams still holds something to print. */
let isStreaming = false;

/**
 * Writes without opening Node's stream, which would take longer than the rest of a short run. What the pipe does not
 * take at once (EAGAIN) goes through the stream.
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
 * Takes stdout for frames alone. Everything else that writes to stdout from now on, console.log too, goes to stderr.
 * @param onGone called when the browser no longer reads
 */
export function takeStdout(onGone: () => void): FrameOutput {
  const original = Object.getOwnPropertyDescriptor(process, 'stdout')?.get;
  Object.defineProperty(process, 'stdout', { get: () => process.stderr, configurable: true });
  let stream: NodeJS.WriteStream | null = null;
  const opened = () => {
    stream ??= original?.call(process) as NodeJS.WriteStream;
    return stream.on('error', onGone);
  };
  return {
    write(frame) {
      try {
        // Once the stream holds something back, every later frame must queue behind it.
        if (stream) stream.write(frame);
        else writeNow(1, frame, opened);
      } catch {
        onGone();
      }
    },
  };
}

/**
 * The first bytes from the browser, read without opening Node's stream: opening it takes longer than the rest of a first
 * reply. Blocks until bytes come. Empty where the stream must decide: at an end, for a pipe that does not block, and on
 * Windows, whose pipes work differently.
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
