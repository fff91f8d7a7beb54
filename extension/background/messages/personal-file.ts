import { nothingPersonal, type Personal } from '#core/personal.ts';
import { exportedFile } from '#core/personal-file/export.ts';
import { readFile } from '#core/personal-file/file.ts';
import { type ImportPlan, type Owner, planImport } from '#core/personal-file/import-plan.ts';
import { importRefused } from '#core/personal-file/import-refused.ts';
import { type ImportPreview, MAX_SHOWN_CHANGES } from '#core/protocol/options-messages.ts';
import type { MarkOf } from '../sessions/identity.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { TrustedPortals } from '../sessions/trusted-portals.ts';
import type { PersonalStore } from '../storage/personal-store.ts';
import { staysInMemory, userInKey } from '../storage/session-data.ts';
import type { Handlers } from './router.ts';

type Kinds = 'options/export-personal' | 'options/plan-import' | 'options/import-personal';

export interface PersonalFileDeps {
  readonly sessions: Pick<Sessions, 'all'>;
  readonly trust: Pick<TrustedPortals, 'isTrusted'>;
  readonly personal: Pick<PersonalStore, 'stored' | 'changeStored'>;
  readonly markOf: MarkOf;
}

type Stored = ReadonlyMap<string, Personal>;

/** How many hex digits of a fingerprint are used: 32, which are 128 bits. */
const DIGITS = 32;

/**
 * The fingerprint of a user in the exported file, so that the file contains no user name. It differs from the
 * fingerprint that `identityOf` makes for the same user. So the file does not reveal which users a person has
 * confirmed.
 */
const userOf = async (startUrl: string, user: string, markOf: MarkOf): Promise<string> =>
  (await markOf(JSON.stringify(['keyferry-personal', startUrl, user]))).slice(0, DIGITS);

/** The users whose data is on disk. Also the users who are signed in to a trusted portal and have no data yet. */
async function ownersOf(stored: Stored, { sessions, trust, markOf }: PersonalFileDeps): Promise<readonly Owner[]> {
  const all = new Map(stored);
  for (const session of await sessions.all()) {
    if (staysInMemory(session) || all.has(session.key) || !(await trust.isTrusted(session))) continue;
    all.set(session.key, nothingPersonal);
  }
  const owners = [...all].map(async ([key, personal]) => {
    const found = userInKey(key);
    return found
      ? [{ key, startUrl: found.startUrl, user: await userOf(found.startUrl, found.user, markOf), personal }]
      : [];
  });
  return (await Promise.all(owners)).flat();
}

function countsOf({ changes, same }: ImportPlan): ImportPreview['counts'] {
  const added = changes.filter(({ before }) => before === null).length;
  return { added, changed: changes.length - added, same };
}

const seenOf = async ({ changes, skipped }: ImportPlan, markOf: MarkOf): Promise<string> =>
  (await markOf(JSON.stringify([changes, skipped]))).slice(0, DIGITS);

/**
 * Handles export and import of the file with favourites, labels, regions and names. Data that is only in memory is
 * neither exported nor changed.
 */
export function personalFileHandlers(deps: PersonalFileDeps): Pick<Handlers, Kinds> {
  const { personal, markOf } = deps;
  const plan = async (text: string, stored: Stored) => planImport(readFile(text), await ownersOf(stored, deps));

  return {
    'options/export-personal': async () => exportedFile(await ownersOf(await personal.stored(), deps)),

    async 'options/plan-import'({ text }) {
      const planned = await plan(text, await personal.stored());
      return {
        counts: countsOf(planned),
        changes: planned.changes.slice(0, MAX_SHOWN_CHANGES),
        more: Math.max(0, planned.changes.length - MAX_SHOWN_CHANGES),
        skipped: planned.skipped,
        seen: await seenOf(planned, markOf),
      };
    },

    async 'options/import-personal'({ text, seen }) {
      let counts: ImportPreview['counts'] = { added: 0, changed: 0, same: 0 };
      await personal.changeStored(async (stored) => {
        const planned = await plan(text, stored);
        if ((await seenOf(planned, markOf)) !== seen)
          throw importRefused('your own data has changed since the preview', 'Choose the file again');
        counts = countsOf(planned);
        return planned.results;
      });
      return counts;
    },
  };
}
