import {
  additionSplice,
  applySplices,
  removalSplices,
  type SectionChanges,
  type Splice,
  sectionSplices,
} from '#core/ini/document.ts';
import type { CliProfileChange, CliProfilesReply } from '#core/protocol/cli-profiles.ts';
import { claimedNames } from './claimed-names.ts';
import type { Refusal } from './name-guard.ts';
import { Planning } from './planning.ts';
import { OWN_KEYS } from './profile-changes.ts';
import { planSession, type SessionPlan } from './session-plan.ts';
import { readSsoConfig } from './sso-config.ts';
import type { AwsTexts, Surroundings, Wanted } from './surroundings.ts';

/** What would become of the config file. */
export interface CliPlan {
  /** Of the section that the profiles name; null in the older form, and where none names it. */
  readonly sessionName: string | null;
  readonly changes: readonly CliProfileChange[];
  readonly counts: CliProfilesReply['counts'];
  readonly refusals: readonly Refusal[];
  /**
   * The changes of the text, in its order; nothing of anybody else's is among them.
   * @throws IniAmbiguity where tools would read a section differently that has to change.
   */
  splices(): readonly Splice[];
}

/** A section's change with another header before it: every tool has agreed on the old one. */
function withHeader(splice: Splice, headers: ReadonlyMap<string, string>): Splice {
  const header = splice.text.slice(1, splice.text.indexOf(']'));
  const renamed = headers.get(header);
  return renamed === undefined ? splice : { ...splice, text: `[${renamed}]${splice.text.slice(header.length + 2)}` };
}

/** What goes leaves first, so that a name that got free can be given again. */
function withOldSections(text: string, { updates, headers, removals }: Planning): string {
  const rest = applySplices(text, removalSplices(text, removals));
  return applySplices(
    rest,
    sectionSplices(rest, updates).map((splice) => withHeader(splice, headers)),
  );
}

const sectionText = (header: string, { set }: SectionChanges): string =>
  `[${header}]\n${set.map(([key, value]) => `${key} = ${value}\n`).join('')}`;

function splicesOf(text: string, planning: Planning, session: SessionPlan['section']): readonly Splice[] {
  const { updates, additions, removals } = planning;
  const newSession = session?.isNew ? sectionText(session.header, session.changes) : '';
  const sections = newSession + (newSession && additions.text && '\n') + additions.text;
  if (session && !session.isNew) updates.set(session.header, () => session.changes);
  // A new section has none of these keys, which must not come into it from elsewhere either.
  const additionsTo = (base: string) => additionSplice(base, sections, OWN_KEYS);
  if (updates.size + removals.size === 0) return additionsTo(text);
  const kept = withOldSections(text, planning);
  return [{ from: 0, to: text.length, text: applySplices(kept, additionsTo(kept)) }];
}

function countsOf({ changes, unchanged, guard }: Planning): CliProfilesReply['counts'] {
  const refused = guard.refusals.length;
  const counts = { added: 0, updated: 0, renamed: 0, found: 0, unchanged, gone: 0, removed: 0, refused };
  for (const { is } of changes) counts[is]++;
  return counts;
}

/**
 * What setting up these profiles would change in the config file.
 * @throws IniAmbiguity where tools would read a section differently that has to change; KeyferryError NAME_INVALID for the
 * session's name. What is wrong with a profile's name is in `refusals`.
 */
export function planCliProfiles(
  wanted: Wanted,
  texts: AwsTexts,
  earlierNames: Surroundings['earlierNames'] = () => new Map(),
): CliPlan {
  const config = readSsoConfig(texts.text);
  const claimed = claimedNames(texts.text);
  const session = wanted.form === 'session' ? planSession(config, claimed, wanted) : null;
  const planning = new Planning(wanted, { ...texts, config, claimed, earlierNames }, session);
  planning.run();
  const section = planning.usesSession ? (session?.section ?? null) : null;
  return {
    sessionName: planning.usesSession ? (session?.name ?? null) : null,
    changes: planning.changes,
    counts: countsOf(planning),
    refusals: planning.guard.refusals,
    splices: () => splicesOf(texts.text, planning, section),
  };
}
