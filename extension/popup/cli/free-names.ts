import { firstFree } from '#core/names/template.ts';
import type { CliProfilesReply } from '#core/protocol/cli-profiles.ts';
import { isNameTaken, otherName } from './save.ts';

interface Named {
  readonly name: string;
}

/** `Role` with `wanted`: the name that it would have if that were free. */
export type Renamed<Role> = Role & { readonly wanted?: string };

/** The roles, with other names for those whose names are taken. No two names are alike. */
export function withFreeNames<Role extends Named>(
  roles: readonly Role[],
  taken: ReadonlySet<string>,
): readonly Renamed<Role>[] {
  const used = new Set([...taken, ...roles.map(({ name }) => name)]);
  return roles.map((role) => {
    if (!taken.has(role.name)) return role;
    const name = firstFree(otherName(role.name), (each) => used.has(each));
    used.add(name);
    return { ...role, name, wanted: role.name };
  });
}

/** The names that a plan refused because they are taken. */
export const takenIn = ({ refused }: CliProfilesReply): readonly string[] =>
  refused.filter(({ code }) => isNameTaken(code)).map(({ name }) => name);
