import { KeyferryError } from '#core/errors.ts';
import { whyNotProfileName } from '#core/names/profile-name.ts';
import { roleKey } from '#core/role-key.ts';
import { credentialsNames } from './claimed-names.ts';
import type { NamedRole, PlanInputs } from './plan-inputs.ts';
import type { SsoProfile } from './sso-config.ts';

/** A role that cannot get its profile name. */
export interface Refusal {
  readonly name: string;
  readonly error: KeyferryError;
}

function holds(profile: SsoProfile | undefined, role: NamedRole): string {
  if (!profile) return 'was not written by Keyferry';
  if (profile.owner) return `is Keyferry's for ${profile.owner.roleName} in account ${profile.owner.accountId}`;
  return roleKey(profile) === roleKey(role)
    ? 'signs in to this role by another portal or region'
    : 'is an SSO profile for another role';
}

/** Decides whether new and renamed profiles may have their names. */
export class NameGuard {
  /** Why names were refused, in the order of the calls. */
  readonly refusals: Refusal[] = [];
  readonly #inputs: PlanInputs;
  readonly #profiles: ReadonlyMap<string, SsoProfile>;
  readonly #inCredentials: ReadonlyMap<string, number>;
  readonly #released = new Set<string>();
  readonly #given = new Set<string>();

  constructor(inputs: PlanInputs) {
    this.#inputs = inputs;
    this.#profiles = new Map(inputs.config.profiles.map((profile) => [profile.name, profile]));
    this.#inCredentials = credentialsNames(inputs.credentialsText);
  }

  /** Frees the name of a profile that is removed or renamed. */
  release(name: string): void {
    this.#released.add(name);
  }

  /** Whether the role can get its name. */
  isFree(role: NamedRole): boolean {
    return this.#whyNot(role) === null;
  }

  /** Gives the role its name. @returns false and adds to `refusals` if it cannot get it */
  admits(role: NamedRole): boolean {
    const error = this.#whyNot(role);
    if (error) this.refusals.push({ name: role.name, error });
    else this.#given.add(role.name);
    return error === null;
  }

  #whyNot(role: NamedRole): KeyferryError | null {
    const { name } = role;
    const why = whyNotProfileName(name);
    if (why !== null) return new KeyferryError('NAME_INVALID', { why });
    if (this.#given.has(name)) return new KeyferryError('NAMES_COLLIDE', { name });
    const [line, second] = this.#inputs.claimed.profiles.get(name) ?? [];
    if (line !== undefined && (second !== undefined || !this.#released.has(name))) {
      const present = holds(this.#profiles.get(name), role);
      return new KeyferryError('CLI_PROFILE_EXISTS', { name, file: this.#inputs.file, line, holds: present });
    }
    const inCredentials = this.#inCredentials.get(name);
    if (inCredentials === undefined) return null;
    return new KeyferryError('CLI_PROFILE_SHADOWS', {
      name,
      file: this.#inputs.credentialsFile,
      line: inCredentials,
    });
  }
}
