import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { partitions } from '#core/portals/portals.ts';
import { makeCertificate } from './certificate.ts';
import { certificateNames, chromiumHostRules, doorOf, hostName } from './host-names.ts';
import { portalsOf } from './portals.ts';

const portals = portalsOf({
  portals: [{ alias: 'demo' }, { alias: 'start', host: 'start.us-gov-home.awsapps.com', region: 'us-gov-west-1' }],
});

describe('the host names of the portal emulator', () => {
  it('decide which part of the emulator answers', () => {
    expect(doorOf('demo.awsapps.com')).toEqual({ kind: 'portal' });
    expect(doorOf('ssoins-1234567890abcdef.us-east-1.portal.amazonaws.com')).toEqual({ kind: 'portal' });
    expect(doorOf('portal.sso.eu-west-1.amazonaws.com')).toEqual({ kind: 'api', region: 'eu-west-1' });
    expect(doorOf('portal.sso.cn-north-1.amazonaws.com.cn')).toEqual({ kind: 'api', region: 'cn-north-1' });
    expect(doorOf('sts.amazonaws.com')).toEqual({ kind: 'sts' });
    expect(doorOf('sts.eu-west-1.amazonaws.com')).toEqual({ kind: 'sts' });
    expect(doorOf('127.0.0.1')).toEqual({ kind: 'local' });
    expect(hostName('Demo.AWSapps.com:443')).toBe('demo.awsapps.com');
  });

  it('are all in the emulator’s certificate, which is self-signed', async () => {
    const { certPem, spkiBase64 } = await makeCertificate(certificateNames(portals));
    const certificate = new X509Certificate(certPem);
    const apiHosts = partitions.aws.regions.map((region) => `portal.sso.${region}.amazonaws.com`);
    const others = ['demo.awsapps.com', 'start.us-gov-home.awsapps.com', 'sts.us-west-2.amazonaws.com', 'localhost'];
    expect([...apiHosts, ...others].filter((name) => certificate.checkHost(name) === undefined)).toEqual([]);
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkHost('example.com')).toBeUndefined();
    expect(certificate.ca).toBe(true);
    expect(certificate.checkIssued(certificate)).toBe(true);
    expect(Buffer.from(spkiBase64, 'base64')).toHaveLength(32);
  });

  it('lead to the emulator in Chromium, and all other names fail', () => {
    const rules = chromiumHostRules(portals, 4443).split(', ');
    expect(rules).toContain('MAP *.awsapps.com 127.0.0.1:4443');
    expect(rules).toContain('MAP portal.sso.*.amazonaws.com 127.0.0.1:4443');
    expect(rules).toContain('EXCLUDE localhost');
    expect(rules.at(-1)).toBe('MAP * ~NOTFOUND');
  });
});
