import { useState } from 'preact/hooks';
import type { LiveProfileView, LiveView } from '#core/protocol/live-view.ts';
import type { MessageBody } from '#core/protocol/messages.ts';
import { ask } from '../../ui/worker-client.ts';
import type { Actions } from '../outcome/outcome-types.ts';

/** The fields of a message that says which programs may use a live profile. */
export type LiveAccess = Omit<MessageBody<'popup/set-live-access'>, 'name'>;

/** The actions for live profiles, and the switch `Keep fresh`. Each action shows its outcome and never throws. */
export interface LiveActions {
  /** The live profiles of this portal, and whether live profiles are on, locked or forbidden. */
  readonly live: LiveView;
  /**
   * The live profile for which a dialog is open. The dialog asks the user whether to remove the profile. Null if no
   * dialog is open.
   */
  readonly stopping: LiveProfileView | null;
  /** Pauses the live profile, or ends the pause. A paused profile gives out no keys. */
  setPaused(name: string, paused: boolean): void;
  /** Opens the dialog that asks the user whether to remove this profile. */
  askToStop(profile: LiveProfileView): void;
  /** Closes the dialog, and removes the profile if the user agreed. */
  answer(yes: boolean): void;
  /** Changes which programs may use the profile. */
  setAccess(name: string, access: LiveAccess): void;
  /** Turns `Keep fresh` on or off for a written profile. */
  keepFresh(name: string, on: boolean): void;
}

/** Creates the actions. @param onStopped called when a live profile was removed */
export function useLiveActions(
  live: LiveView,
  { run, show }: Pick<Actions, 'run' | 'show'>,
  onStopped: () => void,
): LiveActions {
  const [stopping, setStopping] = useState<LiveProfileView | null>(null);
  const setPaused = (name: string, paused: boolean) =>
    void run(paused ? `Pausing ${name} …` : `Resuming ${name} …`, async () => {
      const answer = await ask('popup/pause-live', { names: [name], paused });
      if (!answer.ok) return { is: 'failed', error: answer, writing: false, retry: () => setPaused(name, paused) };
      return {
        is: 'noted',
        text: paused ? `${name} is paused: it gives out no keys.` : `${name} gives out keys again.`,
      };
    });
  const stop = (name: string) =>
    void run(`Removing live profile ${name} …`, async () => {
      const answer = await ask('popup/stop-live', { names: [name] });
      if (!answer.ok) return { is: 'failed', error: answer, writing: false, retry: () => stop(name) };
      onStopped();
      return { is: 'noted', text: `Live profile ${name} is stopped and no longer in your config file.` };
    });
  // The next two actions show no message on success, because the changed control already shows the result.
  const setAccess = async (name: string, access: LiveAccess) => {
    const answer = await ask('popup/set-live-access', { name, ...access });
    if (!answer.ok) show({ is: 'failed', error: answer, writing: false, retry: () => void setAccess(name, access) });
  };
  const keepFresh = async (name: string, on: boolean) => {
    const answer = await ask('popup/keep-fresh', { names: [name], on });
    if (!answer.ok) show({ is: 'failed', error: answer, writing: false, retry: () => void keepFresh(name, on) });
  };
  return {
    live,
    stopping,
    setPaused,
    askToStop: setStopping,
    answer(yes) {
      setStopping(null);
      if (yes && stopping) stop(stopping.name);
    },
    setAccess: (name, access) => void setAccess(name, access),
    keepFresh: (name, on) => void keepFresh(name, on),
  };
}
