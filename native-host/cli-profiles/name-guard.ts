import { KeyferryError } from '#core/errors.ts';
import { readSections, type Section } from '#core/ini/document.ts';
import { whyNotProfileName } from '#core/names/profile-name.ts';
import { roleKey } from '#core/role-key.ts';
import { besideLive, LIVE_KEY, readLiveLine } from '../aws-files/profiles/live-line.ts';
import { credentialsNames } from './claimed-names.ts';
import type { CliProfile } from './cli-config.ts';
import type { NamedRole, PlanInputs } from './plan-inputs.ts';

/** The reason why a profile cannot get the wanted name. */
export interface Refusal {
  readonly name: string;
  readonly error: KeyferryError;
}

type Kind = CliProfile['kind'];

function holds(profile: CliProfile | undefined, role: NamedRole, kind: Kind): string {
  if (!profile) return 'was not written by Keyferry';
  if (profile.owner) return `is Keyferry's profile for ${profile.owner.roleName} in account ${profile.owner.accountId}`;
  if (kind === 'live') return 'is an SSO profile that Keyferry did not write';
  return roleKey(profile) === roleKey(role)
    ? 'signs in to this role through another portal or region'
    : 'is an SSO profile for another role';
}

/**
 * The names in the credentials file that a live profile may use too. A section with such a name contains no keys and no
 * other source of keys. It may contain the line `credential_process` of the live profile. A user may copy this line
 * there, because some tools read it only in the credentials file.
 */
function harmlessNames(credentialsText: string): ReadonlySet<string> {
  const sections = readSections(credentialsText);
  const isHarmful = ({ name, values }: Section) => {
    const isOtherLine = values.has(LIVE_KEY) && readLiveLine(values)?.name !== name;
    return isOtherLine || besideLive.some((key) => values.has(key));
  };
  const harmful = new Set(sections.filter(isHarmful).map(({ name }) => name));
  return new Set(sections.map(({ name }) => name).filter((name) => !harmful.has(name)));
}

/** Decides whether a new or renamed profile may get the wanted name. */
export class NameGuard {
  /** The reasons why names were refused, in the order in which the names were checked. */
  readonly refusals: Refusal[] = [];
  readonly #inputs: PlanInputs;
  readonly #kind: Kind;
  readonly #harmless: ReadonlySet<string>;
  readonly #profiles: ReadonlyMap<string, CliProfile>;
  readonly #inCredentials: ReadonlyMap<string, number>;
  readonly #released = new Set<string>();
  readonly #given = new Set<string>();

  /** Creates the guard for one set-up. @param kind the kind of the profiles to set up */
  constructor(inputs: PlanInputs, kind: Kind) {
    this.#inputs = inputs;
    this.#kind = kind;
    this.#harmless = kind === 'live' ? harmlessNames(inputs.credentialsText) : new Set();
    this.#profiles = new Map(inputs.config.profiles.map((profile) => [profile.name, profile]));
    this.#inCredentials = credentialsNames(inputs.credentialsText);
  }

  /** Marks a name as free, because its profile is removed or renamed. */
  release(name: string): void {
    this.#released.add(name);
  }

  /** Whether the profile of this role can get the name `role.name`. */
  isFree(role: NamedRole): boolean {
    return this.#whyNot(role) === null;
  }

  /**
   * Reserves the name `role.name` for the profile of this role.
   * @returns false if the profile cannot get the name; the reason is then in `refusals`
   */
  admits(role: NamedRole): boolean {
    const error = this.#whyNot(role);
    if (error) this.refusals.push({ name: role.name, error });
    else this.#given.add(role.name);
    return error === null;
  }

  /**
   * Whether Keyferry can turn an existing profile into a live profile with the same name.
   * @returns false if the credentials file has keys under this name; the reason is then in `refusals`
   */
  admitsLive(name: string): boolean {
    const error = this.#keysOf(name);
    if (error) this.refusals.push({ name, error });
    return error === null;
  }

  /** The error for a live profile if the credentials file has keys under its name. Otherwise null. */
  #keysOf(name: string): KeyferryError | null {
    const line = this.#inCredentials.get(name);
    if (line === undefined || this.#harmless.has(name)) return null;
    return new KeyferryError('LIVE_KEYS_EXIST', { name, file: this.#inputs.credentialsFile, line });
  }

  #whyNot(role: NamedRole): KeyferryError | null {
    const { name } = role;
    const why = whyNotProfileName(name);
    if (why !== null) return new KeyferryError('NAME_INVALID', { why });
    if (this.#given.has(name)) return new KeyferryError('NAMES_COLLIDE', { name });
    const [line, second] = this.#inputs.claimed.profiles.get(name) ?? [];
    if (line !== undefined && (second !== undefined || !this.#released.has(name))) {
      const present = holds(this.#profiles.get(name), role, this.#kind);
      return new KeyferryError('CLI_PROFILE_EXISTS', { name, file: this.#inputs.file, line, holds: present });
    }
    if (this.#kind === 'live') return this.#keysOf(name);
    const inCredentials = this.#inCredentials.get(name);
    if (inCredentials === undefined) return null;
    return new KeyferryError('CLI_PROFILE_SHADOWS', {
      name,
      file: this.#inputs.credentialsFile,
      line: inCredentials,
    });
  }
}
