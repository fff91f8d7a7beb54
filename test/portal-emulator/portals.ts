import type { EmulatorOptions, PortalDefinition } from './options.ts';
import { defaultOrganisation, Organisation } from './organisation.ts';

/** For each AWS partition, the end of the API's host names. These ends come from AWS's rules for endpoints. */
const suffixes: Readonly<Record<string, string>> = {
  aws: 'amazonaws.com',
  'aws-us-gov': 'amazonaws.com',
  'aws-cn': 'amazonaws.com.cn',
  'aws-eusc': 'amazonaws.eu',
};

/** A portal in which every field has a value. If a test gave no value, the field has its default value. */
export interface Portal {
  readonly alias: string;
  readonly host: string;
  /** The path of the start URL without a slash at the end: `/start`, or an empty text if the start URL has no path. */
  readonly path: string;
  readonly startUrl: string;
  /** Another address. It redirects to this portal. */
  readonly from: URL | null;
  readonly region: string;
  readonly partition: string;
  readonly apiOrigin: string;
  organisationOf(user: string): Organisation;
}

const builderId: PortalDefinition = { alias: 'view', organisation: new Organisation([]) };

function portalOf(definition: PortalDefinition, shared: () => Organisation): Portal {
  const { alias, region = 'us-east-1', partition = 'aws' } = definition;
  const host = definition.host ?? `${alias}.awsapps.com`;
  const path = (definition.path ?? '/start').replace(/\/+$/, '');
  const everyone = definition.organisation ?? shared();
  return {
    alias,
    host,
    path,
    startUrl: `https://${host}${path}`,
    from: definition.from === undefined ? null : new URL(definition.from),
    region,
    partition,
    apiOrigin: `https://portal.sso.${region}.${suffixes[partition] ?? 'amazonaws.com'}`,
    organisationOf: (user) => definition.users?.[user] ?? everyone,
  };
}

/** Every portal of the emulator. The main portal comes first. */
export function portalsOf(options: EmulatorOptions): Portal[] {
  const shared = () => options.organisation ?? defaultOrganisation();
  const named = options.portals?.length ? options.portals : [{ alias: 'demo' }];
  return [...named, builderId].map((definition) => portalOf(definition, shared));
}
