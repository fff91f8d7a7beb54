import { firstFree } from '#core/names/template.ts';
import type { CliProfileForm, CliProfilesReply } from '#core/protocol/cli-profiles.ts';
import { nameInConfig } from '../outcome/write-refusals.ts';
import { isNameTaken } from './save.ts';

interface Named {
  readonly name: string;
}

/** A role with `wanted`: the name that the role would get if the name were free. */
export type Renamed<Role> = Role & { readonly wanted?: string };

/** The roles. A role whose name is taken gets another name. All names are different. */
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

/** The names in a plan that the host refused because they are taken. */
export const takenIn = ({ refused }: CliProfilesReply): readonly string[] =>
  refused.filter(({ code }) => isNameTaken(code)).map(({ name }) => name);
