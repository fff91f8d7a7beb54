import * as v from 'valibot';
import type { ImportChange } from '../personal-file/import-plan.ts';
import { MAX_FILE_BYTES } from '../personal-file/limits.ts';
import { isStartUrl } from '../portals/portals.ts';
import { exactly } from '../schema.ts';
import { Settings } from '../settings.ts';
import { Seen } from './frame.ts';
import { reply } from './reply-type.ts';

/** The largest number of changes that an `ImportPreview` lists. */
export const MAX_SHOWN_CHANGES = 200;

/** A portal in the list on the options page. */
export interface KnownPortal {
  readonly startUrl: string;
  /** The name of the portal, taken from its start URL. */
  readonly label: string;
  /** The number of users for whom the person has confirmed this portal. */
  readonly users: number;
  /** Whether the person confirmed the portal when the portal did not say who was signed in. */
  readonly unknownUser: boolean;
  /** Whether an administrator trusts the portal for every user. */
  readonly managed: boolean;
}

/** What an import of this file would change. */
export interface ImportPreview {
  readonly counts: { readonly added: number; readonly changed: number; readonly same: number };
  /** The first changes, up to MAX_SHOWN_CHANGES. */
  readonly changes: readonly ImportChange[];
  /** Number of changes that the list `changes` does not contain. */
  readonly more: number;
  /** Start URLs of the entries that the import skips, because this browser does not know their users. */
  readonly skipped: readonly string[];
  /**
   * Fingerprint of all changes in the preview. The request to import must contain this fingerprint. So the import does
   * exactly what the preview showed.
   */
  readonly seen: string;
}

/** The text of an imported file. It is not parsed yet. */
const fileText = v.pipe(v.string(), v.maxLength(MAX_FILE_BYTES));

/** The messages that the options page sends to the worker. */
export const optionsMessages = {
  'options/get-settings': { from: ['options', 'popup'], body: exactly({}), reply: reply<Settings>() },
  'options/set-settings': { from: ['options'], body: exactly({ settings: Settings }), reply: reply<Settings>() },
  /** Asks for the names of the settings that an administrator has set. */
  'options/managed-settings': {
    from: ['options'],
    body: exactly({}),
    reply: reply<readonly (keyof Settings)[]>(),
  },
  /**
   * Asks for the portals that the person confirmed outside private windows, and for the portals that an administrator
   * trusts.
   */
  'options/list-portals': { from: ['options'], body: exactly({}), reply: reply<readonly KnownPortal[]>() },
  /**
   * Erases everything that Keyferry stored about a portal: the confirmation, sessions, lists, favourites and labels.
   */
  'options/forget-portal': {
    from: ['options'],
    body: exactly({ startUrl: v.pipe(v.string(), v.check(isStartUrl)) }),
    reply: reply<null>(),
  },
  /**
   * Asks for the text of an export file. The file contains favourites, labels, regions and names. `portals` is the
   * number of portals in the file.
   */
  'options/export-personal': {
    from: ['options'],
    body: exactly({}),
    reply: reply<{ readonly text: string; readonly portals: number }>(),
  },
  /** Asks what an import of this file would change. Fails with IMPORT_REFUSED if the file is not valid. */
  'options/plan-import': { from: ['options'], body: exactly({ text: fileText }), reply: reply<ImportPreview>() },
  /**
   * Imports a file. Fails with IMPORT_REFUSED if the import would no longer make exactly the changes that the preview
   * showed.
   */
  'options/import-personal': {
    from: ['options'],
    body: exactly({ text: fileText, seen: Seen }),
    reply: reply<ImportPreview['counts']>(),
  },
  /** Erases all sessions, all confirmed portals and all stored indexes. */
  'options/forget-everything': { from: ['options'], body: exactly({}), reply: reply<null>() },
} as const;
