import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readSections } from '#core/ini/document.ts';
import { profileName, whyNotProfileName } from '#core/names/profile-name.ts';
import { parsePortalUrl } from '#core/portals/portals.ts';
import { type WantedProfile, withProfiles } from '../../native-host/aws-files/profiles/credentials-file.ts';
import { refusals } from '../core/ini/ini-rules.ts';
import { openClients } from './ini-clients.ts';
import '../fixed-seed.ts';

const RUNS = process.env.KEYFERRY_SOAK ? 5000 : 300;
const { clients, close } = openClients();
afterAll(close);

const text = (alphabet: string, minLength: number, maxLength: number) =>
  fc.array(fc.constantFrom(...alphabet), { minLength, maxLength }).map((each) => each.join(''));
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const WORD = `${UPPER}abcdefghijklmnopqrstuvwxyz`;
const secret = text(`${WORD}/+=`, 16, 400);

const portals = [
  'https://d-1234567890.awsapps.com/start/#/',
  'https://demo.awsapps.com/start#/?tab=accounts',
  'https://demo.awsapps.com/start/',
].map((url) => parsePortalUrl(url)?.startUrl ?? '');

const wanted: fc.Arbitrary<WantedProfile> = fc.record({
  name: text(`${WORD}._@+-`, 1, 40)
    .filter((name) => whyNotProfileName(name) === null)
    .map(profileName),
  accountId: text('0123456789', 12, 12),
  roleName: text(`${WORD}_+=,.@-`, 1, 64),
  portal: fc.constantFrom(...portals),
  region: fc.constantFrom('eu-west-1', 'us-gov-east-1', undefined),
  credentials: fc.record({
    accessKeyId: text(UPPER, 16, 40),
    secretAccessKey: secret,
    sessionToken: secret,
    expiration: fc.integer({ min: 0, max: 253_402_300_799_999 }),
  }),
});

const profiles = fc.uniqueArray(wanted, { minLength: 1, maxLength: 4, selector: ({ name }) => name });
const written = (each: readonly WantedProfile[]) => withProfiles('', each, { file: 'credentials', replace: true });

describe('every text that Keyferry writes', () => {
  it('is tested with three valid portals, each with a different form of address', () => {
    expect(portals).toEqual(Array(3).fill(expect.stringMatching(/^https:\/\//)));
  });

  it('attack 10: contains no line that a client refuses or reads differently', () => {
    const property = fc.property(profiles, (each) => {
      for (const line of written(each).split('\n').filter(Boolean)) {
        expect(refusals.filter(([, found]) => found(line)).map(([rule]) => `${rule}: ${line}`)).toEqual([]);
      }
    });
    fc.assert(property, { numRuns: RUNS });
  });

  it('attack 9: is read correctly by every client', async () => {
    const property = fc.asyncProperty(profiles, async (each) => {
      const file = written(each);
      const expected = readSections(file).map(({ name, values }) => [name, Object.fromEntries(values)]);
      expect(expected.map(([name]) => name)).toEqual(each.map(({ name }) => name));
      for (const client of clients) {
        const read = [...((await client.read(file)) ?? [])].map(([name, values]) => [name, Object.fromEntries(values)]);
        expect(read.sort(), client.name).toEqual(expected.toSorted());
      }
    });
    await fc.assert(property, { numRuns: RUNS });
  }, 900_000);
});
