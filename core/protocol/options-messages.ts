import * as v from 'valibot';
import type { ImportChange } from '../personal-file/import-plan.ts';
import { MAX_FILE_BYTES } from '../personal-file/limits.ts';
import { isStartUrl } from '../portals/portals.ts';
import { exactly } from '../schema.ts';
import { Settings } from '../settings.ts';
import { Seen } from './frame.ts';
import { reply } from './reply-type.ts';

/** The most changes in an `ImportPreview`. */
export const MAX_SHOWN_CHANGES = 200;

/** A portal in the list of the options page. */
export interface KnownPortal {
  readonly startUrl: string;
  /** The portal's own name. */
  readonly label: string;
  /** The number of users for whom the person confirmed the portal. */
  readonly users: number;
  /** Whether the person confirmed the portal while it named no user. */
  readonly unknownUser: boolean;
  /** Whether an administrator trusts the portal for every user. */
  readonly managed: boolean;
}

/** What an import of a file would change. */
export interface ImportPreview {
  readonly counts: { readonly added: number; readonly changed: number; readonly same: number };
  /** The first changes, at most MAX_SHOWN_CHANGES. */
  readonly changes: readonly ImportChange[];
  /** How many changes are not in `changes`. */
  readonly more: number;
  /** Start URLs of the entries for users whom this browser does not know. These entries are not imported. */
  readonly skipped: readonly string[];
  /**
   * Fingerprint of all changes. The request to import contains this fingerprint, so that the import does exactly what
   * the preview showed.
   */
  readonly seen: string;
}

/** The text of a file, not yet read. */
const fileText = v.pipe(v.string(), v.maxLength(MAX_FILE_BYTES));

/** The messages of the options page. */
export const optionsMessages = {
  'options/get-settings': { from: ['options', 'popup'], body: exactly({}), reply: reply<Settings>() },
  'options/set-settings': { from: ['options'], body: exactly({ settings: Settings }), reply: reply<Settings>() },
  /** The names of the settings that an administrator has set. */
  'options/managed-settings': {
    from: ['options'],
    body: exactly({}),
    reply: reply<readonly (keyof Settings)[]>(),
  },
  /** The portals that were confirmed outside private windows, or that an administrator trusts. */
  'options/list-portals': { from: ['options'], body: exactly({}), reply: reply<readonly KnownPortal[]>() },
  /** Erases everything that is stored about a portal: confirmation, sessions, lists, favourites and labels. */
  'options/forget-portal': {
    from: ['options'],
    body: exactly({ startUrl: v.pipe(v.string(), v.check(isStartUrl)) }),
    reply: reply<null>(),
  },
  /** The text of a file with favourites, labels, regions and names, and how many portals it contains. */
  'options/export-personal': {
    from: ['options'],
    body: exactly({}),
    reply: reply<{ readonly text: string; readonly portals: number }>(),
  },
  /** Says what an import would change. Fails with IMPORT_REFUSED if the file is not valid. */
  'options/plan-import': { from: ['options'], body: exactly({ text: fileText }), reply: reply<ImportPreview>() },
  /** Imports a file. Fails with IMPORT_REFUSED if the import would now make other changes than the preview showed. */
  'options/import-personal': {
    from: ['options'],
    body: exactly({ text: fileText, seen: Seen }),
    reply: reply<ImportPreview['counts']>(),
  },
  /** Erases sessions, confirmed portals and every stored index. */
  'options/forget-everything': { from: ['options'], body: exactly({}), reply: reply<null>() },
} as const;
