import { afterAll, describe, expect, it } from 'vitest';
import { readSections } from '#core/ini/document.ts';
import { readerProblems } from '#core/ini/reader-problems.ts';
import type { ReadFile } from '../core/ini/ini-rules.ts';
import { openClients } from './ini-clients.ts';
import { publicForms } from './public-forms.ts';

const { clients, close } = openClients();
afterAll(close);

/** Only these clients read nested settings and section names in the same way as AWS's own programs. */
const ofAws = clients.filter(({ name }) => /JavaScript|botocore|Go/.test(name));

/**
 * The values of a section with keys in lower case. Nested settings are left out, because clients give them different
 * names.
 */
function flat(values: Iterable<readonly [string, string]>): Record<string, string> {
  const plain = [...values].filter(([key, value]) => !key.includes('.') && !value.includes('\n') && value !== '');
  return Object.fromEntries(plain.map(([key, value]) => [key.toLowerCase(), value]));
}

/** The name of a section. The SDK for JavaScript writes `sso-session.team` for the section `sso-session team`. */
const plainName = (name: string) => name.trim().replace(/^sso-session\./, 'sso-session ');

/** All sections of a file with their values, as a client reads them. Nested settings are left out. */
const seenBy = (file: ReadFile | null) =>
  file && Object.fromEntries([...file].map(([name, values]) => [plainName(name), flat(values)]));

describe('AWS files from the tests of AWS clients', () => {
  it.each(publicForms)(
    '$name: Keyferry reads the expected sections and reports the expected problems',
    ({ text, problems, sections }) => {
      expect(readerProblems(text, 'credentials').map(({ rule }) => rule)).toEqual(problems);
      const read = readSections(text).map(({ name, values }) => [name, Object.fromEntries(values)] as const);
      expect(new Map(read)).toEqual(new Map(Object.entries(sections)));
    },
  );

  it.each(publicForms.filter(({ problems }) => problems.length === 0))(
    '$name: every client on this machine reads the same values as Keyferry',
    async ({ text, sections }) => {
      const ours = new Map(Object.entries(sections).map(([name, values]) => [name, new Map(Object.entries(values))]));
      for (const client of ofAws) {
        const seen = seenBy(await client.read(text));
        const present = Object.entries(seenBy(ours) ?? {}).filter(([, values]) => Object.keys(values).length > 0);
        expect(seen, client.name).toMatchObject(Object.fromEntries(present));
      }
    },
  );
});
