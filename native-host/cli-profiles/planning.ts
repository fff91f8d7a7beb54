import type { ChangesFor } from '#core/ini/document.ts';
import { IniAmbiguity, lineNumber } from '#core/ini/lines.ts';
import type { CliProfileChange, CliRole } from '#core/protocol/cli-profiles.ts';
import { roleKey } from '#core/role-key.ts';
import { NameGuard } from './name-guard.ts';
import { type CommonSettings, isOutOfDate, NewProfiles, OWN_KEYS, profileChanges } from './profile-changes.ts';
import { bestMatch, profilesByRole } from './role-match.ts';
import type { SessionPlan } from './session-plan.ts';
import { profileHeader, type SsoProfile } from './sso-config.ts';
import type { NamedRole, Surroundings, Wanted } from './surroundings.ts';

const namedRole = (accountId: string, { roleName, name, region }: CliRole): NamedRole =>
  region === undefined ? { accountId, roleName, name } : { accountId, roleName, name, region };

interface Decided {
  readonly role: NamedRole;
  /** The profile that is there for it. */
  readonly match: SsoProfile | undefined;
}

/** Decides role by role; what it has decided is in its fields. */
export class Planning {
  /** Changes of sections that are there, by header. */
  readonly updates = new Map<string, ChangesFor>();
  readonly additions: NewProfiles;
  /** New headers of sections that are there, by the old one. */
  readonly headers = new Map<string, string>();
  /** Headers of sections that go as a whole. */
  readonly removals = new Set<string>();
  readonly changes: CliProfileChange[] = [];
  unchanged = 0;
  /** Whether a profile of ours names the session's section. */
  usesSession = false;
  readonly guard: NameGuard;
  readonly #wanted: Wanted;
  readonly #around: Surroundings;
  readonly #session: SessionPlan | null;
  readonly #common: CommonSettings;

  constructor(wanted: Wanted, around: Surroundings, session: SessionPlan | null) {
    this.#wanted = wanted;
    this.#around = around;
    this.#session = session;
    const { portal, region, defaultRegion, output } = wanted;
    this.#common = { portal, region, sessionName: session?.name ?? null, defaultRegion, output };
    this.additions = new NewProfiles(this.#common);
    this.guard = new NameGuard(around);
  }

  run(): void {
    const present = profilesByRole(this.#around.config, this.#wanted);
    if (present.size === 0) this.#addAll();
    else this.#compare(present);
  }

  /** Nothing of this portal is there; so nothing is gone, and thousands of roles are gone through once. */
  #addAll(): void {
    for (const { accountId, roles } of this.#wanted.accounts) {
      for (const role of roles) this.#add(namedRole(accountId, role));
    }
  }

  #compare(present: ReadonlyMap<string, readonly SsoProfile[]>): void {
    const roles = this.#wanted.accounts.flatMap((account) =>
      account.roles.map((role) => namedRole(account.accountId, role)),
    );
    if (this.#wanted.whole) this.#findGone(new Set(roles.map(roleKey)));
    const decided = roles.map((role) => ({
      role,
      match: bestMatch(present.get(roleKey(role)) ?? [], role.name),
    }));
    const renamed = this.#newlyNamed(decided);
    for (const each of decided) {
      if (!each.match) this.#add(each.role);
      else if (renamed.has(each)) this.#moveTo(each.role, each.match);
      else this.#keep(each.role, each.match);
    }
  }

  /** Those that get another name. One whose new name somebody else has keeps its old one, which may be another's new one. */
  #newlyNamed(decided: readonly Decided[]): ReadonlySet<Decided> {
    const renamed = new Set(decided.filter(({ role, match }) => match && this.#mayRename(role, match)));
    for (const { match } of renamed) if (match) this.guard.release(match.name);
    for (let before = -1; before !== renamed.size; ) {
      before = renamed.size;
      for (const each of renamed) {
        if (!each.match || this.guard.isFree(each.role)) continue;
        renamed.delete(each);
        this.guard.keep(each.match.name);
      }
    }
    return renamed;
  }

  #findGone(roles: ReadonlySet<string>): void {
    const { prune } = this.#wanted;
    const mayGo = prune === 'all' ? null : new Set(prune);
    for (const profile of this.#around.config.profiles) {
      if (profile.owner?.portal !== this.#wanted.portal || roles.has(roleKey(profile))) continue;
      const isPruned = mayGo === null || mayGo.has(profile.name);
      if (isPruned) this.#remove(profile);
      this.#note(profile, isPruned ? 'removed' : 'gone');
    }
  }

  /** Settings of the user's own outlive the profile. */
  #remove({ name, values }: SsoProfile): void {
    this.#refuseUnclear(name);
    const isOurs = [...values.keys()].every((key) => OWN_KEYS.includes(key));
    if (!isOurs) this.updates.set(profileHeader(name), () => ({ set: [], remove: OWN_KEYS }));
    else {
      this.removals.add(profileHeader(name));
      this.guard.release(name);
    }
  }

  /** A name that a person chose, or that other profiles go by, stays. */
  #mayRename(role: NamedRole, { name, owner }: SsoProfile): boolean {
    const { whole, template } = this.#wanted;
    const { earlierNames, config } = this.#around;
    if (!whole || template === undefined || owner === null || name === role.name) return false;
    return !config.sources.has(name) && earlierNames().get(roleKey(role)) === name;
  }

  #changesFor(role: NamedRole): ChangesFor {
    return (present) => profileChanges(role, this.#common, present);
  }

  #add(role: NamedRole): void {
    if (!this.guard.admits(role)) return;
    this.usesSession = true;
    this.additions.add(role);
    this.#note(role, 'added');
  }

  #moveTo(role: NamedRole, match: SsoProfile): void {
    this.#refuseUnclear(match.name);
    if (!this.guard.admits(role)) return;
    this.usesSession = true;
    const header = profileHeader(match.name);
    this.updates.set(header, this.#changesFor(role));
    this.headers.set(header, profileHeader(role.name));
    this.#note(role, 'renamed', match.name);
  }

  #keep(role: NamedRole, match: SsoProfile): void {
    const { name, owner } = match;
    if (owner !== null) this.usesSession = true;
    if (owner !== null && this.#isOutOfDate(role, match)) {
      this.#refuseUnclear(name);
      this.updates.set(profileHeader(name), this.#changesFor(role));
      this.#note({ ...role, name }, 'updated');
    } else if (owner !== null && name === role.name) this.unchanged++;
    else this.#note({ ...role, name }, 'found');
  }

  #isOutOfDate(role: NamedRole, { values }: SsoProfile): boolean {
    const { name, section } = this.#session ?? {};
    const sessionChanges = section != null && !section.isNew && values.get('sso_session') === name;
    return sessionChanges || isOutOfDate(values, this.#changesFor(role)(values));
  }

  #note({ name, accountId, roleName }: Omit<NamedRole, 'region'>, is: CliProfileChange['is'], was?: string): void {
    this.changes.push(was === undefined ? { name, accountId, roleName, is } : { name, accountId, roleName, is, was });
  }

  #refuseUnclear(name: string): void {
    const { claimed, text } = this.#around;
    const second = claimed.profiles.get(name)?.[1];
    if (second === undefined) return;
    throw new IniAmbiguity(lineNumber(text, second), `a second header for the profile ${name}`);
  }
}
