import { KeyferryError } from '#core/errors.ts';
import { lineNumber } from '#core/ini/lines.ts';
import { whyNotProfileName } from '#core/names/profile-name.ts';
import { roleKey } from '#core/role-key.ts';
import { credentialsNames } from './claimed-names.ts';
import type { SsoProfile } from './sso-config.ts';
import type { NamedRole, Surroundings } from './surroundings.ts';

export interface Refusal {
  readonly name: string;
  /** Made when asked for: of thousands few are shown, and each names a line. */
  error(): KeyferryError;
}

function holds(profile: SsoProfile | undefined, role: NamedRole): string {
  if (!profile) return 'was not written by Keyferry';
  if (profile.owner) return `is Keyferry's for ${profile.owner.roleName} in account ${profile.owner.accountId}`;
  return roleKey(profile) === roleKey(role)
    ? 'signs in to this role by another portal or region'
    : 'is an SSO profile for another role';
}

/** Says which names are free for a new profile, and remembers why others are not. */
export class NameGuard {
  readonly refusals: Refusal[] = [];
  readonly #around: Surroundings;
  readonly #inCredentials: ReadonlyMap<string, number>;
  readonly #released = new Set<string>();
  readonly #given = new Set<string>();

  constructor(around: Surroundings) {
    this.#around = around;
    this.#inCredentials = credentialsNames(around.credentialsText);
  }

  /** The profile of this name goes away by the same write. */
  release(name: string): void {
    this.#released.add(name);
  }

  /** It stays after all. */
  keep(name: string): void {
    this.#released.delete(name);
  }

  /** Whether nobody has the name who keeps it. */
  isFree(role: NamedRole): boolean {
    return this.#refusal(role) === null;
  }

  /** Whether the role can have its wanted name; if so it is given. */
  admits(role: NamedRole): boolean {
    const error = this.#refusal(role);
    if (error) this.refusals.push({ name: role.name, error });
    else this.#given.add(role.name);
    return error === null;
  }

  #refusal(role: NamedRole): Refusal['error'] | null {
    const { name } = role;
    const why = whyNotProfileName(name);
    if (why !== null) return () => new KeyferryError('NAME_INVALID', { why });
    if (this.#given.has(name)) return () => new KeyferryError('NAMES_COLLIDE', { name });
    const [taken, second] = this.#around.claimed.profiles.get(name) ?? [];
    if (taken !== undefined && (second !== undefined || !this.#released.has(name)))
      return () => this.#exists(role, taken);
    const inCredentials = this.#inCredentials.get(name);
    return inCredentials === undefined ? null : () => this.#shadows(name, inCredentials);
  }

  #exists(role: NamedRole, at: number): KeyferryError {
    const { name } = role;
    const { text, file, config } = this.#around;
    const profile = config.profiles.find((each) => each.name === name);
    return new KeyferryError('CLI_PROFILE_EXISTS', {
      name,
      file,
      line: lineNumber(text, at),
      holds: holds(profile, role),
    });
  }

  #shadows(name: string, at: number): KeyferryError {
    const { credentialsText, credentialsFile: file } = this.#around;
    return new KeyferryError('CLI_PROFILE_SHADOWS', { name, file, line: lineNumber(credentialsText, at) });
  }
}
