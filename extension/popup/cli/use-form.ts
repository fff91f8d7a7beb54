import { useMemo, useState } from 'preact/hooks';
import { whyNotProfileName } from '#core/names/profile-name.ts';
import type { NameParts } from '#core/names/template.ts';
import type { CliProfileForm } from '#core/protocol/cli-profiles.ts';
import { type Naming, namesByTemplate } from '../role/suggested-names.ts';
import { type Renamed, withFreeNames } from './free-names.ts';
import type { CliRequest } from './request.ts';
import type { CliBody } from './save.ts';

/** A role with the name of its profile. */
export type NamedRole = Renamed<NameParts & { readonly name: string }>;

/** The initial values of the form. */
export interface FormInput {
  readonly session: string;
  readonly request: CliRequest;
  readonly naming: Naming;
  readonly name: string;
}

/** The state of the form. It also contains the body of the message to the worker, which is made from the form. */
export interface Form {
  readonly several: boolean;
  /** The profile name if there is one role, otherwise the name template. */
  readonly text: string;
  /** Replaces the profile name or the name template. */
  setText(text: string): void;
  readonly form: CliProfileForm;
  /** Changes the form in which the profiles are written into the config file. */
  setForm(form: CliProfileForm): void;
  /** The reason why the text is invalid, or null. */
  readonly why: string | null;
  readonly roles: readonly NamedRole[];
  /** The body of the message to the worker; null while the form is invalid. */
  readonly body: CliBody | null;
  /** Call this with names that are taken. The roles with these names then get other names. */
  avoid(names: readonly string[]): void;
}

const NONE: ReadonlySet<string> = new Set();

function whyNotTemplate(text: string): string | null {
  if (text.trim() === '') return 'it is empty';
  return text.length > 128 ? 'it is longer than 128 characters' : null;
}

/** Keeps what the user has entered in the form that sets up profiles for the requested roles. */
export function useForm({ session, request, naming, ...initial }: FormInput): Form {
  const several = request.roles.length > 1;
  const [text, setText] = useState(several ? (request.before?.template ?? naming.template) : initial.name);
  const [form, setForm] = useState<CliProfileForm>(request.before?.form ?? 'session');
  const [taken, setTaken] = useState(NONE);
  const why = several ? whyNotTemplate(text) : whyNotProfileName(text);
  const wanted = useMemo(
    (): readonly NamedRole[] =>
      several
        ? namesByTemplate(request.roles, { ...naming, template: text || ' ', taken: NONE })
        : request.roles.map((role) => ({ ...role, name: text })),
    [request, naming.accounts, naming.personal, text],
  );
  const roles = useMemo(() => (several ? withFreeNames(wanted, taken, form) : wanted), [wanted, taken, form]);
  const body = useMemo((): CliBody | null => {
    if (why !== null) return null;
    const named = roles.map(({ accountId, roleName, name }) => ({ accountId, roleName, name }));
    return { session, roles: named, form, whole: request.whole, prune: [], ...(several ? { template: text } : {}) };
  }, [session, roles, form, why]);
  const avoid = (names: readonly string[]) => setTaken(new Set([...taken, ...names]));
  return { several, text, setText, form, setForm, why, roles, body, avoid };
}
