import type { LiveEntry, LiveRecord, UndoRecord } from '../data-folder/live-record.ts';
import type { CliPlan } from './plan.ts';
import type { NamedRole, SetUpRequest } from './plan-inputs.ts';

/** Changes live.json, the file in which Keyferry stores data about live profiles. */
export interface LiveRecorder {
  /** Adds or replaces entries. @returns a function that restores the earlier entries @throws KeyferryError FILE_* */
  record(entries: LiveRecord): Promise<UndoRecord>;
  /** Erases the entries of these names. @throws KeyferryError FILE_* */
  forget(names: readonly string[]): Promise<void>;
}

/** live.json gets this name for a browser if the request does not contain the browser's name. */
const SOME_BROWSER = 'a browser';

type Labels = Pick<LiveEntry, 'accountName' | 'alias' | 'production'>;

/** The names and the production mark of each account in the request. The map key is the account id. */
function labelsOf({ accounts }: SetUpRequest): ReadonlyMap<string, Labels> {
  return new Map(
    accounts.map(({ accountId, accountName, alias, production }) => [
      accountId,
      { accountName, ...(alias !== undefined && { alias }), ...(production !== undefined && { production }) },
    ]),
  );
}

/** The entries in live.json for the live profiles of this request. */
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

/** The entries that one set-up adds to live.json. */
export interface Recording {
  /** Corrects the entries if other profiles were written than planned. @throws KeyferryError FILE_* */
  finish(written: CliPlan): Promise<void>;
  /** Restores the earlier entries. Never throws. */
  undo(): Promise<void>;
}

/**
 * Adds entries for live profiles to live.json before the config file is written. A tool that sees a new profile in the
 * config file can then get keys at once.
 * @param planned the profiles that the set-up is going to write
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
      // Another program may have changed the config file between the plan and the write.
      if (namesIn(written.live) !== namesIn(planned)) await recorder.record(entriesFor(request, written.live));
      const live = new Set(written.live.map(({ name }) => name));
      const gone = written.noLongerLive.filter((name) => !live.has(name));
      if (gone.length > 0) await recorder.forget(gone);
    },
    async undo() {
      // If this step fails too, its error is ignored, because the error that stopped the set-up is more useful.
      await undo?.().catch(() => {});
    },
  };
}
