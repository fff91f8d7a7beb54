import { describe, expect, it } from 'vitest';
import { Region } from '#core/credentials.ts';
import { portalForms } from '#core/portals/forms.ts';
import {
  isStartUrl,
  issuerUrl,
  knownRegion,
  newRegion,
  optionalHostPatterns,
  type PartitionName,
  pagePatternsOf,
  parseNewPortalUrl,
  parsePortalUrl,
  partitions,
  portalApiOrigin,
  portalApiPatterns,
  portalFormOf,
  portalPagePatterns,
} from '#core/portals/portals.ts';
import { fits } from '#core/schema.ts';

/**
 * Whether a match pattern of the extension matches the address of a page. As in browsers, the fragment is ignored, and
 * the pattern's path must match the path and the query together.
 */
function holds(pattern: string, address: string): boolean {
  const [, host = '', path = ''] = /^https:\/\/([^/]+)(\/.*)$/.exec(pattern) ?? [];
  const { hostname, pathname, search } = new URL(address);
  const literal = (text: string) => text.split('*').map((each) => each.replace(/[.?]/g, '\\$&'));
  const hostOk = new RegExp(`^${literal(host).join('[a-z0-9.-]+')}$`).test(hostname);
  return hostOk && new RegExp(`^${literal(path).join('.*')}$`).test(pathname + search);
}

const lookAlikes = [
  'https://awsapps.com.evil.example/start',
  'https://demo.awsapps.com.evil.example/start',
  'https://demo-awsapps.com/start',
  'https://awsapps.com/start',
  'https://demo.evilawsapps.com/start',
  'https://a.b.awsapps.com/start',
  'http://demo.awsapps.com/start',
  'https://demo.awsapps.com:8443/start',
  'https://user@demo.awsapps.com/start',
  'https://demo.awsapps.com@evil.example/start',
  'https://user:demo.awsapps.com@evil.example/start',
  'https://demo.awsapps.com./start',
  'https://evil.example/https://demo.awsapps.com/start',
  'https://evil.example\\.awsapps.com/start',
  'https://demo。awsapps.com.evil.example/start',
  'https://-demo.awsapps.com/start',
  'https://demo_x.awsapps.com/start',
  'https://demo.awsapps.com/',
  'https://demo.awsapps.com/starting',
  'https://demo.awsapps.com/x/../console',
  'https://view.awsapps.com/start',
  'data:text/html,https://demo.awsapps.com/start',
  'about:blank',
  'null',
  'chrome-extension://demo.awsapps.com/start',
  'javascript:alert(1)//demo.awsapps.com/start',
  'https://acme.account-access.us-east-1.app.aws/',
  'https://portal.account-access.us-east-1.app.aws/',
  'https://portal.us-east-1.app.aws/',
  'https://ssoins-1234567890abcdef.portal.us-east-1.app.aws.evil.example/',
  'https://ssoins-1234567890abcdef.portal.us-east-1.evil.aws/',
  'https://a.b.portal.us-east-1.app.aws/',
  'https://ssoins-1234567890abcdef.portal.xx-nowhere-1.app.aws/',
  'https://ssoins-1234567890abcdef.portal.cn-north-1.app.aws/',
  'https://ssoins-1234567890abcdef.portal.us-east-1.app.aws/start',
  'https://ssoins-1234567890abcdef.portal.us-east-1.app.aws/directory/x',
  'https://ssoins-1234567890abcdef.us-east-1.portal.amazonaws.com.evil.example/',
  'https://ssoins-1234567890abcdef.us-east-1.portalxamazonaws.com/',
  'https://ssoins-1234567890abcdef.us-east-1.portal.amazonaws.eu/',
  'https://portal.sso.us-east-1.amazonaws.com/',
  'https://us-east-1.portal.amazonaws.com/',
  'http://start.us-gov-home.awsapps.com/directory/d-1234567890',
  'https://start.us-gov-home.awsapps.com/directory/',
  'https://start.us-gov-home.awsapps.com/directory/a%20b',
  'https://start.us-gov-home.awsapps.com/start',
  'https://evil.us-gov-home.awsapps.com/directory/d-1234567890',
  'https://start.us-east-1.us-gov-home.awsapps.com/directory/d-1234567890',
  'https://demo.awsapps.com/directory/d-1234567890',
  'https://start.us-gov-west-1.home.awsapps.cn/directory/d-1234567890',
  'https://demo.awsapps.cn/start',
  'https://demo.awsapps.com/start-',
  'https://demo.awsapps.com/start-a%0ab',
  '',
];

describe('the functions that read portal addresses', () => {
  it.each(lookAlikes)('attack 3: refuse %j, which is not the URL of a portal', (url) => {
    expect(parsePortalUrl(url)).toBeNull();
    expect(isStartUrl(url)).toBe(false);
  });

  it.each([
    'https://demo.awsapps.com/start',
    'https://demo.awsapps.com/start/',
    'https://demo.awsapps.com/start#/?tab=accounts',
    'https://demo.awsapps.com/start/?state=x&workflowResultHandle=y#/',
    'https://DEMO.awsapps.com:443/start',
  ])('read the portal address %s', (url) => {
    const portal = parsePortalUrl(url);
    expect(portal).toEqual({
      startUrl: 'https://demo.awsapps.com/start',
      label: 'demo',
      partition: 'aws',
      region: null,
    });
    expect(isStartUrl(portal?.startUrl ?? '')).toBe(true);
  });

  it.each<[string, string, string, PartitionName, string | null]>([
    ['https://d-1234567890.awsapps.com/start#/', '/start', 'd-1234567890', 'aws', null],
    ['https://demo.awsapps.com/start-beta/#/', '/start-beta', 'demo', 'aws', null],
    ['https://ssoins-1f.eu-west-1.portal.amazonaws.com/', '', 'ssoins-1f', 'aws', 'eu-west-1'],
    ['https://ssoins-1f.portal.eu-west-1.app.aws/?state=x#/', '', 'ssoins-1f', 'aws', 'eu-west-1'],
    ['https://start.us-gov-home.awsapps.com/directory/acme/#/', '/directory/acme', 'acme', 'aws-us-gov', null],
    [
      'https://start.us-gov-west-1.us-gov-home.awsapps.com/directory/d-1f',
      '/directory/d-1f',
      'd-1f',
      'aws-us-gov',
      'us-gov-west-1',
    ],
    [
      'https://start.us-gov-east-1.us-gov-home.awsapps.com/directory/d-1f/',
      '/directory/d-1f',
      'd-1f',
      'aws-us-gov',
      'us-gov-east-1',
    ],
    ['https://ssoins-1f.portal.us-gov-west-1.app.aws/#/', '', 'ssoins-1f', 'aws-us-gov', 'us-gov-west-1'],
    ['https://start.home.awsapps.cn/directory/d-1f#/', '/directory/d-1f', 'd-1f', 'aws-cn', null],
    ['https://start.cn-north-1.home.awsapps.cn/directory/d-1f', '/directory/d-1f', 'd-1f', 'aws-cn', 'cn-north-1'],
    ['https://ssoins-1f.cn-northwest-1.portal.amazonaws.com.cn/', '', 'ssoins-1f', 'aws-cn', 'cn-northwest-1'],
    ['https://ssoins-1f.portal.cn-north-1.app.amazonwebservices.com.cn', '', 'ssoins-1f', 'aws-cn', 'cn-north-1'],
    ['https://ssoins-1f.eusc-de-east-1.portal.amazonaws.eu/', '', 'ssoins-1f', 'aws-eusc', 'eusc-de-east-1'],
    [
      'https://ssoins-1f.portal.eusc-de-east-1.api.amazonwebservices.eu/',
      '',
      'ssoins-1f',
      'aws-eusc',
      'eusc-de-east-1',
    ],
  ])('attack 36: read the portal address %s', (url, path, label, partition, region) => {
    const startUrl = new URL(url).origin + path;
    expect(parsePortalUrl(url)).toEqual({ startUrl, label, partition, region });
    expect(isStartUrl(startUrl)).toBe(true);
    expect(startUrl).toMatch(/^[\x21-\x7e]+$/);
    expect(pagePatternsOf(startUrl).some((pattern) => holds(pattern, url))).toBe(true);
    for (const pattern of pagePatternsOf(startUrl)) expect(portalPagePatterns()).toContain(pattern);
  });

  it('are tested with each of the 12 forms of portal address', () => {
    expect(portalForms).toHaveLength(12);
  });

  it.each([
    'https://identitycenter.amazonaws.com/ssoins-1234567890abcdef',
    'https://identitycenter.us-gov.amazonaws.com/ssoins-1234567890abcdef',
    'https://identitycenter.amazonaws.com.cn/ssoins-1234567890abcdef',
    'https://identitycenter.amazonaws.eu/ssoins-1234567890abcdef',
  ])('attack 36: refuse %s, which redirects to a portal but is not a portal itself', (url) => {
    expect(issuerUrl(`${url}/`)).toBe(url);
    expect(parsePortalUrl(url)).toBeNull();
    expect(isStartUrl(url)).toBe(false);
  });

  it.each([
    'http://identitycenter.amazonaws.com/ssoins-1234567890abcdef',
    'https://identitycenter.amazonaws.com.evil.example/ssoins-1234567890abcdef',
    'https://x@identitycenter.amazonaws.com/ssoins-1234567890abcdef',
    'https://identitycenter.amazonaws.com:8443/ssoins-1234567890abcdef',
    'https://identitycenter.amazonaws.com/ssoins-1234567890abcdef/console',
    'https://identitycenter.amazonaws.com/',
    'no address',
  ])('attack 3: refuse %s, which is not the issuer address of a portal', (url) => {
    expect(issuerUrl(url)).toBeNull();
  });

  it('accept a start URL only in its canonical form', () => {
    expect(isStartUrl('https://demo.awsapps.com/start/')).toBe(false);
    expect(isStartUrl('https://DEMO.awsapps.com/start')).toBe(false);
    expect(isStartUrl(`https://demo.awsapps.com/start?${'x'.repeat(300)}`)).toBe(false);
  });
});

describe('regions', () => {
  it.each([
    'eu-central-1.evil.example',
    'eu-central-1/',
    'eu-central-1@evil.example',
    'us-gov-west-1',
    'xx-nowhere-1',
    'constructor',
    'x'.repeat(10_000),
    '',
    null,
    ['eu-central-1'],
    { toString: () => 'eu-central-1' },
  ])('attack 44: do not include %j, which is no region of the partition', (named) => {
    expect(knownRegion('aws', named)).toBeNull();
  });

  it('have one API host each, and the manifest has a match pattern for each host', () => {
    expect(portalApiOrigin('aws', 'eu-central-1')).toBe('https://portal.sso.eu-central-1.amazonaws.com');
    const all = Object.values(partitions).flatMap(({ regions }) => [...regions]);
    expect(portalApiPatterns()).toHaveLength(all.length);
    for (const pattern of portalApiPatterns())
      expect(pattern).toMatch(/^https:\/\/portal\.sso\.[a-z0-9-]+\.[a-z.]+\/\*$/);
    for (const region of partitions.aws.regions) expect(knownRegion('aws', region)).toBe(region);
  });

  it.each<[PartitionName, string, string]>([
    ['aws', 'eu-west-1', 'https://portal.sso.eu-west-1.amazonaws.com'],
    ['aws-us-gov', 'us-gov-west-1', 'https://portal.sso.us-gov-west-1.amazonaws.com'],
    ['aws-cn', 'cn-north-1', 'https://portal.sso.cn-north-1.amazonaws.com.cn'],
    ['aws-eusc', 'eusc-de-east-1', 'https://portal.sso.eusc-de-east-1.amazonaws.eu'],
  ])(
    'attack 36: in the partition %s have an API host with the domain of this partition',
    (partition, region, origin) => {
      expect(portalApiOrigin(partition, region)).toBe(origin);
    },
  );

  it('all match the pattern for region names, and no region is in two partitions', () => {
    const all = Object.values(partitions).flatMap(({ regions }) => [...regions]);
    expect(all.filter((region) => !fits(Region, region))).toEqual([]);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('a region that is newer than the installed version of Keyferry', () => {
  it.each<[string, string, PartitionName, string]>([
    ['https://ssoins-1f.portal.eu-future-9.app.aws/#/', 'ssoins-1f', 'aws', 'eu-future-9'],
    ['https://ssoins-1f.eu-future-9.portal.amazonaws.com', 'ssoins-1f', 'aws', 'eu-future-9'],
    ['https://start.us-gov-north-1.us-gov-home.awsapps.com/directory/d-1f', 'd-1f', 'aws-us-gov', 'us-gov-north-1'],
    ['https://ssoins-1f.portal.us-gov-north-1.app.aws', 'ssoins-1f', 'aws-us-gov', 'us-gov-north-1'],
    ['https://ssoins-1f.cn-east-1.portal.amazonaws.com.cn', 'ssoins-1f', 'aws-cn', 'cn-east-1'],
    ['https://ssoins-1f.portal.eusc-de-west-1.api.amazonwebservices.eu', 'ssoins-1f', 'aws-eusc', 'eusc-de-west-1'],
  ])(
    'is accepted in the portal address %s, and the popup asks for permission for exactly the two hosts of the portal',
    (url, label, partition, region) => {
      const portal = parseNewPortalUrl(url);
      expect(portal).toMatchObject({ label, partition, region });
      expect(parsePortalUrl(url)).toBeNull();
      expect(isStartUrl(portal?.startUrl ?? '')).toBe(true);
      const patterns = [...pagePatternsOf(portal?.startUrl ?? ''), `${portalApiOrigin(partition, region)}/*`];
      expect(patterns).toEqual([`${new URL(url).origin}/*`, expect.stringContaining(`portal.sso.${region}.`)]);
      for (const pattern of patterns) {
        const host = new URL(pattern.slice(0, -2)).hostname;
        expect(optionalHostPatterns().some((each) => host.endsWith(each.slice(9, -2)))).toBe(true);
      }
    },
  );

  it.each([...lookAlikes, 'https://demo.awsapps.com/start', 'https://ssoins-1f.portal.eu-west-1.app.aws'])(
    'attack 3: is not found in the address %j',
    (url) => {
      expect(parseNewPortalUrl(url)).toBeNull();
    },
  );

  it('attack 44: is accepted from a page only if the region matches the partition’s pattern', () => {
    expect(newRegion('aws', 'eu-future-9')).toBe('eu-future-9');
    const hostile = [
      'eu-west-1',
      'eu-future-9.evil',
      'xx-nowhere-1',
      'us-gov-north-1',
      'cn-east-1',
      'eu-future-10',
      '',
    ];
    for (const named of [...hostile, null, ['eu-future-9']]) expect(newRegion('aws', named)).toBeNull();
    expect(newRegion('aws-us-gov', 'eu-future-9')).toBeNull();
  });

  it('must match the same pattern as the known regions of its partition', () => {
    for (const [name, { regions, regionShape }] of Object.entries(partitions)) {
      for (const region of regions) expect(region, name).toMatch(new RegExp(`^${regionShape}$`));
    }
  });
});

it.each([
  ['https://demo.awsapps.com/start', '<name>.awsapps.com/start'],
  ['https://ssoins-1f.portal.eu-future-9.app.aws', '<name>.portal.<region>.app.aws/'],
  ['https://start.home.awsapps.cn/directory/d-1f', 'start.home.awsapps.cn/directory/<name>'],
  ['https://evil.example', null],
])('the function portalFormOf returns the form of the portal address for the start URL %s', (startUrl, form) => {
  expect(portalFormOf(startUrl)).toBe(form);
});

describe('the pages on which the content script runs', () => {
  it.each([
    'https://acme.account-access.us-east-1.app.aws/',
    'https://demo.awsapps.com/workmail',
    'https://demo.awsapps.com/directory/x',
    'https://ssoins-1f.portal.us-east-1.app.aws/other',
    'https://portal.sso.us-east-1.amazonaws.com/',
  ])('do not include %s', (url) => {
    expect(portalPagePatterns().filter((pattern) => holds(pattern, url))).toEqual([]);
  });

  it('have valid match patterns, with a star only at the start of the host name or in the path', () => {
    for (const pattern of portalPagePatterns()) {
      expect(pattern).toMatch(/^https:\/\/(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+\/[a-z/?]*\*?$/);
    }
  });

  it('never include another site whose host name only begins like a portal’s', () => {
    expect(pagePatternsOf('https://demo.awsapps.com.evil.example/start')).toEqual([]);
  });
});
