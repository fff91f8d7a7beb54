import { IniAmbiguity } from '#core/ini/lines.ts';
import type { ChangesFor } from '#core/ini/update-sections.ts';
import type { CliProfileChange, CliRole } from '#core/protocol/cli-profiles.ts';
import { roleKey } from '#core/role-key.ts';
import { type CliProfile, profileHeader } from './cli-config.ts';
import { NameGuard } from './name-guard.ts';
import type { NamedRole, PlanInputs, SetUpRequest } from './plan-inputs.ts';
import { type CommonSettings, isOutOfDate, newProfile, OWN_KEYS, profileChanges } from './profile-changes.ts';
import { bestMatch, profilesByRole } from './role-match.ts';
import type { SessionPlan } from './session-plan.ts';

const namedRole = (accountId: string, { roleName, name, region }: CliRole): NamedRole =>
  region === undefined ? { accountId, roleName, name } : { accountId, roleName, name, region };

/** Decides for each role what to change in the config file. After `run`, the fields contain the decisions. */
export class Planning {
  /** The changes of existing sections. The map key is the header. */
  readonly updates = new Map<string, ChangesFor>();
  /** The new sections. The map key is the header. */
  readonly additions = new Map<string, ChangesFor>();
  /** Headers of sections to remove. */
  readonly removals = new Set<string>();
  readonly changes: CliProfileChange[] = [];
  unchanged = 0;
  /** Whether at least one of Keyferry's profiles will use the `[sso-session …]` section. */
  usesSession = false;
  readonly guard: NameGuard;
  /** The profiles that are live profiles after this set-up. */
  readonly live: NamedRole[] = [];
  /** Names of profiles that were live profiles only before this set-up. */
  readonly noLongerLive: string[] = [];
  readonly #request: SetUpRequest;
  readonly #inputs: PlanInputs;
  readonly #session: SessionPlan | null;
  readonly #common: CommonSettings;
  readonly #kind: CliProfile['kind'];

  constructor(request: SetUpRequest, inputs: PlanInputs, session: SessionPlan | null) {
    this.#request = request;
    this.#inputs = inputs;
    this.#session = session;
    const { portal, region, defaultRegion, output, form, launcher = '' } = request;
    this.#kind = form === 'live' ? 'live' : 'sso';
    const sessionName = session?.name ?? null;
    const source = form === 'live' ? ({ kind: 'live', launcher } as const) : ({ kind: 'sso', sessionName } as const);
    this.#common = { portal, region, source, defaultRegion, output };
    this.guard = new NameGuard(inputs, this.#kind);
  }

  /**
   * Decides what to change for all roles of the request.
   * @throws IniAmbiguity if a section has to change, but the file contains it twice
   */
  run(): void {
    const roles = this.#request.accounts.flatMap((account) =>
      account.roles.map((role) => namedRole(account.accountId, role)),
    );
    if (this.#request.whole) this.#findGone(new Set(roles.map(roleKey)));
    const present = profilesByRole(this.#inputs.config, this.#request);
    const matched = roles.map((role) => ({ role, match: this.#match(role, present.get(roleKey(role)) ?? []) }));
    // Profiles are renamed first, so that new profiles can get the old names.
    const others = matched.filter(({ role, match }) => match === undefined || !this.#changeName(role, match));
    for (const { role, match } of others) {
      if (match) this.#keep(role, match);
      else this.#add(role);
    }
  }

  /**
   * Finds the existing profile for a role. A role may have an SSO profile and a live profile. The function prefers the
   * kind of the request. It returns a profile of the other kind only if the user did not choose a kind, or if this
   * profile has the wanted name or may be renamed. An SSO profile that Keyferry did not write never becomes a live
   * profile.
   */
  #match(role: NamedRole, profiles: readonly CliProfile[]): CliProfile | undefined {
    const isSameKind = (profile: CliProfile) => profile.kind === this.#kind;
    const fitting = profiles.filter(
      (profile) => isSameKind(profile) || (profile.owner !== null && this.#mayChangeKind(role, profile)),
    );
    return bestMatch(fitting.filter(isSameKind), role.name) ?? bestMatch(fitting, role.name);
  }

  #mayChangeKind(role: NamedRole, profile: CliProfile): boolean {
    return this.#request.keepsKinds === true || profile.name === role.name || this.#mayRename(role, profile);
  }

  #findGone(roles: ReadonlySet<string>): void {
    const { prune } = this.#request;
    const mayGo = prune === 'all' ? null : new Set(prune);
    for (const profile of this.#inputs.config.profiles) {
      if (profile.owner?.portal !== this.#request.portal || roles.has(roleKey(profile))) continue;
      const isPruned = mayGo === null || mayGo.has(profile.name);
      if (isPruned) this.#remove(profile);
      this.#note(profile, isPruned ? 'removed' : 'gone');
    }
  }

  /** Removes a profile. If the user added settings to its section, the section and these settings stay. */
  #remove({ kind, name, values }: CliProfile): void {
    this.#refuseSecondHeader(name);
    const isOnlyOurs = [...values.keys()].every((key) => OWN_KEYS.includes(key));
    if (kind === 'live') this.noLongerLive.push(name);
    if (!isOnlyOurs) this.updates.set(profileHeader(name), () => ({ set: [], remove: OWN_KEYS }));
    else {
      this.removals.add(profileHeader(name));
      this.guard.release(name);
    }
  }

  /**
   * Whether Keyferry may rename a profile. It must keep the name if a person chose it, or if another profile refers to
   * it.
   */
  #mayRename(role: NamedRole, { name, owner }: CliProfile): boolean {
    const { whole, template } = this.#request;
    const { earlierNames, config } = this.#inputs;
    if (!whole || template === undefined || owner === null || name === role.name) return false;
    return !config.sources.has(name) && earlierNames().get(roleKey(role)) === name;
  }

  /**
   * Renames an existing profile.
   * @returns false if the profile keeps its name, for example because another profile has the new name
   */
  #changeName(role: NamedRole, match: CliProfile): boolean {
    if (this.#keepsKind(match) || !this.#mayRename(role, match) || !this.guard.isFree(role)) return false;
    this.#refuseSecondHeader(match.name);
    this.guard.admits(role);
    this.guard.release(match.name);
    this.usesSession = true;
    const changes: ChangesFor = (present) => ({
      ...profileChanges(role, this.#common, present),
      name: profileHeader(role.name),
    });
    this.updates.set(profileHeader(match.name), changes);
    this.#noteKind(role, match);
    this.#note(role, 'renamed', match.name);
    return true;
  }

  #add(role: NamedRole): void {
    if (!this.guard.admits(role)) return;
    this.usesSession = true;
    this.additions.set(profileHeader(role.name), () => newProfile(role, this.#common));
    if (this.#kind === 'live') this.live.push(role);
    this.#note(role, 'added');
  }

  #keep(role: NamedRole, match: CliProfile): void {
    const { name, owner } = match;
    const kept = { ...role, name };
    if (owner === null || this.#keepsKind(match)) {
      this.#note(kept, 'found');
      return;
    }
    if (this.#kind === 'live' && !this.guard.admitsLive(name)) return;
    this.usesSession = true;
    this.#noteKind(kept, match);
    if (this.#isOutOfDate(kept, match)) {
      this.#refuseSecondHeader(name);
      this.updates.set(profileHeader(name), (present) => profileChanges(kept, this.#common, present));
      this.#note(kept, 'updated');
    } else if (name === role.name) this.unchanged++;
    else this.#note(kept, 'found');
  }

  #keepsKind({ kind }: CliProfile): boolean {
    return kind !== this.#kind && this.#request.keepsKinds === true;
  }

  /**
   * Records whether a profile is a live profile after the set-up.
   * @param role the role, with the profile's name after the set-up
   */
  #noteKind(role: NamedRole, { kind, name }: CliProfile): void {
    if (this.#kind === 'live') this.live.push(role);
    if (kind === 'live' && (this.#kind !== 'live' || name !== role.name)) this.noLongerLive.push(name);
  }

  #isOutOfDate(role: NamedRole, { values }: CliProfile): boolean {
    const { name, section } = this.#session ?? {};
    const sessionChanges = section != null && !section.isNew && values.get('sso_session') === name;
    return sessionChanges || isOutOfDate(values, profileChanges(role, this.#common, values));
  }

  #note({ name, accountId, roleName }: Omit<NamedRole, 'region'>, is: CliProfileChange['is'], was?: string): void {
    this.changes.push(was === undefined ? { name, accountId, roleName, is } : { name, accountId, roleName, is, was });
  }

  #refuseSecondHeader(name: string): void {
    const second = this.#inputs.claimed.profiles.get(name)?.[1];
    if (second !== undefined) throw new IniAmbiguity(second, `a second header for the profile ${name}`);
  }
}
