import type { LiveEntry, LiveRecord, UndoRecord } from '../data-folder/live-record.ts';
import type { CliPlan } from './plan.ts';
import type { NamedRole, SetUpRequest } from './plan-inputs.ts';

/** Changes live.json. */
export interface LiveRecorder {
  /** Adds entries. @returns a function that undoes this. @throws KeyferryError FILE_* */
  record(entries: LiveRecord): Promise<UndoRecord>;
  /** Erases the entries of these names. @throws KeyferryError FILE_* */
  forget(names: readonly string[]): Promise<void>;
}

/** The name of a browser that did not say its name. */
const SOME_BROWSER = 'a browser';

type Labels = Pick<LiveEntry, 'accountName' | 'alias' | 'production'>;

/** What the request says about each account, by account id. */
function labelsOf({ accounts }: SetUpRequest): ReadonlyMap<string, Labels> {
  return new Map(
    accounts.map(({ accountId, accountName, alias, production }) => [
      accountId,
      { accountName, ...(alias !== undefined && { alias }), ...(production !== undefined && { production }) },
    ]),
  );
}

/** The entries for live profiles of this request. */
function entriesFor(request: SetUpRequest, live: readonly NamedRole[]): LiveRecord {
  const { installation = '', browser = SOME_BROWSER, portal, defaultRegion } = request;
  const labels = labelsOf(request);
  return new Map(
    live.map(({ name, accountId, roleName, region = defaultRegion }) => {
      const entry = { installation, browser, portal, accountId, roleName, ...labels.get(accountId) };
      return [name, region === undefined ? entry : { ...entry, region }] as const;
    }),
  );
}

const namesIn = (live: readonly NamedRole[]): string => JSON.stringify(live.map(({ name }) => name));

/** The entries of one set-up in live.json. */
export interface Recording {
  /** Changes the entries so that they match the profiles that were really written. @throws as `LiveRecorder` does */
  finish(written: CliPlan): Promise<void>;
  /** Puts the earlier entries back. Never throws. */
  undo(): Promise<void>;
}

/**
 * Records live profiles before their sections are written, so that a tool that sees the section gets an answer.
 * @param planned the profiles that the set-up is about to write
 * @throws KeyferryError FILE_*
 */
export async function startRecording(
  request: SetUpRequest,
  planned: readonly NamedRole[],
  recorder: LiveRecorder,
): Promise<Recording> {
  const undo = planned.length === 0 ? null : await recorder.record(entriesFor(request, planned));
  return {
    async finish(written) {
      // Another program may have changed the file between the plan and the write.
      if (namesIn(written.live) !== namesIn(planned)) await recorder.record(entriesFor(request, written.live));
      const live = new Set(written.live.map(({ name }) => name));
      const gone = written.noLongerLive.filter((name) => !live.has(name));
      if (gone.length > 0) await recorder.forget(gone);
    },
    async undo() {
      // The error that stopped the set-up is more useful than an error here.
      await undo?.().catch(() => {});
    },
  };
}
