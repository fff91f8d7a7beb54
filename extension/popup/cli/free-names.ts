import { firstFree } from '#core/names/template.ts';
import type { CliProfileForm, CliProfilesReply } from '#core/protocol/cli-profiles.ts';
import { nameInConfig } from '../outcome/write-refusals.ts';
import { isNameTaken } from './save.ts';

interface Named {
  readonly name: string;
}

/** A role and the name of its profile. If the first name for the role was taken, `wanted` is this first name. */
export type Renamed<Role> = Role & { readonly wanted?: string };

/**
 * Returns the roles with free names. If the name of a role is taken, the role gets another name. No two roles get the
 * same name.
 */
export function withFreeNames<Role extends Named>(
  roles: readonly Role[],
  taken: ReadonlySet<string>,
  form: CliProfileForm,
): readonly Renamed<Role>[] {
  const used = new Set([...taken, ...roles.map(({ name }) => name)]);
  return roles.map((role) => {
    if (!taken.has(role.name)) return role;
    const name = firstFree(nameInConfig(role.name, form), (each) => used.has(each));
    used.add(name);
    return { ...role, name, wanted: role.name };
  });
}

/** The names that the host refused because they are taken. The names are in the host's plan. */
export const takenIn = ({ refused }: CliProfilesReply): readonly string[] =>
  refused.filter(({ code }) => isNameTaken(code)).map(({ name }) => name);
