import { describe, expect, it } from 'vitest';
import {
  isStartUrl,
  knownRegion,
  parsePortalUrl,
  partitions,
  portalApiOrigin,
  portalApiPatterns,
} from '#core/portals.ts';

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
  '',
];

describe('parsePortalUrl', () => {
  it.each(lookAlikes)('attack 3: %j is no portal', (url) => {
    expect(parsePortalUrl(url)).toBeNull();
    expect(isStartUrl(url)).toBe(false);
  });

  it.each([
    'https://demo.awsapps.com/start',
    'https://demo.awsapps.com/start/',
    'https://demo.awsapps.com/start#/?tab=accounts',
    'https://demo.awsapps.com/start/?state=x&workflowResultHandle=y#/',
    'https://DEMO.awsapps.com:443/start',
  ])('reads %s', (url) => {
    const portal = parsePortalUrl(url);
    expect(portal).toEqual({ startUrl: 'https://demo.awsapps.com/start', label: 'demo', partition: 'aws' });
    expect(isStartUrl(portal?.startUrl ?? '')).toBe(true);
  });

  it('takes a start URL only in its canonical form', () => {
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
  ])('attack 44: %j is not one of the partition’s', (named) => {
    expect(knownRegion('aws', named)).toBeNull();
  });

  it('each have an API host of the partition, and a pattern for it', () => {
    expect(portalApiOrigin('aws', 'eu-central-1')).toBe('https://portal.sso.eu-central-1.amazonaws.com');
    const all = Object.values(partitions).flatMap(({ regions }) => [...regions]);
    expect(portalApiPatterns()).toHaveLength(all.length);
    for (const pattern of portalApiPatterns())
      expect(pattern).toMatch(/^https:\/\/portal\.sso\.[a-z0-9-]+\.[a-z.]+\/\*$/);
    for (const region of partitions.aws.regions) expect(knownRegion('aws', region)).toBe(region);
  });
});
