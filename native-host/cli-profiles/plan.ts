import { removeSections } from '#core/ini/remove-sections.ts';
import { type ChangesFor, updateSections } from '#core/ini/update-sections.ts';
import type { CliProfileChange, CliProfilesReply } from '#core/protocol/cli-profiles.ts';
import { claimedNames } from './claimed-names.ts';
import { readCliConfig } from './cli-config.ts';
import type { Refusal } from './name-guard.ts';
import type { AwsTexts, NamedRole, PlanInputs, SetUpRequest } from './plan-inputs.ts';
import { Planning } from './planning.ts';
import { planSession, type SessionPlan } from './session-plan.ts';

/** The changes that a set-up would make in the config file. */
export interface CliPlan {
  /** The name of the `[sso-session …]` section that the profiles use. Null if no profile uses such a section. */
  readonly sessionName: string | null;
  readonly changes: readonly CliProfileChange[];
  readonly counts: CliProfilesReply['counts'];
  readonly refusals: readonly Refusal[];
  /** The profiles of the request that are live profiles after the set-up. */
  readonly live: readonly NamedRole[];
  /** Names of profiles that were live profiles only before the set-up. */
  readonly noLongerLive: readonly string[];
  /**
   * Makes the new text of the config file. Sections that Keyferry did not write stay unchanged.
   * @throws IniAmbiguity if a section has to change, but different tools read it in different ways
   */
  newText(): string;
}

function newTextOf(text: string, planning: Planning, session: SessionPlan['section']): string {
  const updates = new Map(planning.updates);
  const additions = new Map<string, ChangesFor>();
  if (session) (session.isNew ? additions : updates).set(session.header, () => session.changes);
  for (const [header, changes] of planning.additions) additions.set(header, changes);
  // Sections are removed first, because a new profile may get the name of a removed or renamed profile.
  const kept = updateSections(removeSections(text, planning.removals), updates);
  return updateSections(kept, additions);
}

function countsOf({ changes, unchanged, guard }: Planning): CliProfilesReply['counts'] {
  const refused = guard.refusals.length;
  const counts = { added: 0, updated: 0, renamed: 0, found: 0, unchanged, gone: 0, removed: 0, refused };
  for (const { is } of changes) counts[is]++;
  return counts;
}

/**
 * Plans the set-up of these profiles. If a profile cannot get its name, the reason is in `refusals`.
 * @throws IniAmbiguity if a section has to change, but different tools read it in different ways
 * @throws KeyferryError NAME_INVALID if the name of the `sso-session` section is invalid
 */
export function planCliProfiles(
  request: SetUpRequest,
  texts: AwsTexts,
  earlierNames: PlanInputs['earlierNames'] = () => new Map(),
): CliPlan {
  const config = readCliConfig(texts.text);
  const claimed = claimedNames(texts.text);
  const session = request.form === 'session' ? planSession(config, claimed, request) : null;
  const planning = new Planning(request, { ...texts, config, claimed, earlierNames }, session);
  planning.run();
  const used = planning.usesSession ? session : null;
  return {
    sessionName: used?.name ?? null,
    changes: planning.changes,
    counts: countsOf(planning),
    refusals: planning.guard.refusals,
    live: planning.live,
    noLongerLive: planning.noLongerLive,
    newText: () => newTextOf(texts.text, planning, used?.section ?? null),
  };
}
