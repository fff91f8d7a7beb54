import browser from 'webextension-polyfill';
import { ignoreErrors } from './ignore-errors.ts';
import type { LivePort } from './live/serving/port.ts';

/**
 * Registers the browser events that live profiles need. The browser may stop the worker, and the connection to the host
 * may be lost. So every event that can start the worker also opens the port if it is closed.
 */

const ALARM = 'live';

const tabEvents = () => [browser.tabs.onActivated, browser.tabs.onUpdated] as const;

/** This listener is empty: the event only starts the worker, and the worker opens the port when it starts. */
const ignoreTab = () => undefined;

/**
 * Turns the events that start a stopped worker on or off. While live profiles are off, the extension does not listen to
 * tab events, so that no tab starts the worker.
 */
export function wakeUps(yes: boolean): void {
  const done = yes ? browser.alarms.create(ALARM, { periodInMinutes: 0.5 }) : browser.alarms.clear(ALARM);
  Promise.resolve(done).catch(() => undefined);
  for (const event of tabEvents()) {
    if (yes) event.addListener(ignoreTab);
    else event.removeListener(ignoreTab);
  }
}

export interface LiveEventsDeps {
  readonly port: Pick<LivePort, 'update' | 'alarm' | 'updateAvailable'>;
  /** Looks for the portal sessions of live profiles, and opens the port. */
  started(): Promise<void>;
}

/** Registers the listeners and opens the port if it is needed. Call this before the first await of the worker. */
export function listenForLive({ port, started }: LiveEventsDeps): void {
  browser.runtime.onStartup.addListener(() => ignoreErrors(started()));
  browser.runtime.onInstalled.addListener(() => ignoreErrors(started()));
  browser.runtime.onUpdateAvailable.addListener(() => port.updateAvailable());
  browser.alarms.onAlarm.addListener(({ name, scheduledTime }) => {
    if (name === ALARM) ignoreErrors(port.alarm(scheduledTime));
  });
  ignoreErrors(port.update());
}
