import * as v from 'valibot';
import { Region } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import { whyNotProfileName } from '#core/names/profile-name.ts';
import { templatePlaces } from '#core/names/template.ts';
import { CliOutput, NameTemplate } from '#core/protocol/cli-profiles.ts';
import { readOptions } from '../shared/options.ts';

const usage = (why: string) => new KeyferryError('USAGE', { why });

function parsed<Schema extends v.GenericSchema>(schema: Schema, text: string | undefined, what: string) {
  if (text === undefined) return undefined;
  const result = v.safeParse(schema, text);
  if (!result.success) throw usage(`${JSON.stringify(text)} is not ${what}`);
  return result.output as v.InferOutput<Schema>;
}

function refuseUnknownPlaces(template: string | undefined): void {
  const [, stray] = template?.match(/\{(?!(?:account|accountId|role|alias|accountName|roleName)\})(\w*)/) ?? [];
  if (stray === undefined) return;
  throw usage(`A template cannot contain {${stray}}; use one of ${templatePlaces.join(', ')}`);
}

/**
 * Reads and checks the options of `keyferry configure`.
 * @throws KeyferryError USAGE
 */
export function configureOptions(args: readonly string[]) {
  const given = readOptions(args, {
    portal: { type: 'string' },
    template: { type: 'string' },
    region: { type: 'string' },
    output: { type: 'string' },
    session: { type: 'string' },
    'older-form': { type: 'boolean' },
    prune: { type: 'boolean' },
    'dry-run': { type: 'boolean' },
    forget: { type: 'boolean' },
    json: { type: 'boolean' },
  });
  if (given.session !== undefined && given['older-form'])
    throw usage('--session cannot be used with --older-form, which has no session');
  const why = given.session === undefined ? null : whyNotProfileName(given.session);
  if (why !== null) throw usage(`The session name ${JSON.stringify(given.session)} is not possible because ${why}`);
  refuseUnknownPlaces(given.template);
  return {
    portal: given.portal,
    template: parsed(NameTemplate, given.template, 'a template of 1 to 128 characters'),
    region: parsed(Region, given.region, 'a region'),
    output: parsed(CliOutput, given.output, `one of ${CliOutput.options.join(', ')}`),
    session: given.session,
    olderForm: given['older-form'] ?? false,
    prune: given.prune ?? false,
    isDry: given['dry-run'] ?? false,
    forget: given.forget ?? false,
    json: given.json ?? false,
  };
}
export type ConfigureOptions = ReturnType<typeof configureOptions>;
