import { describe, expect, it } from 'vitest';
import { consoleDestination, consoleLink } from '#core/portals/console-link.ts';
import { portalForms } from '#core/portals/forms.ts';
import { parsePortalUrl, partitions } from '#core/portals/portals.ts';

const role = { accountId: '111122223333', roleName: 'ReadOnly' };
const regionOf = {
  aws: 'eu-west-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-cn': 'cn-north-1',
  'aws-eusc': 'eusc-de-east-1',
};

describe('the shortcut link to the AWS console', () => {
  it.each(portalForms.map((form) => [`${form.host}${form.path}`, form] as const))(
    'begins with the start URL of the portal form %s, and stays on the host of this portal',
    (_, { partition, host, path }) => {
      const address = `https://${host}${path}`
        .replaceAll('<name>', 'd-1234567890')
        .replace('<region>', regionOf[partition])
        .replace(/\/$/, '');
      const startUrl = parsePortalUrl(address)?.startUrl ?? '';
      const link = consoleLink(startUrl, role);
      expect(link).toBe(`${address}/#/console?account_id=111122223333&role_name=ReadOnly`);
      expect(new URL(link).hostname).toBe(new URL(address).hostname);
    },
  );

  it('has the same form as the links in AWS’s user guide', () => {
    const destination = consoleDestination('aws', 's3/home', '') ?? '';
    expect(consoleLink('https://demo.awsapps.com/start', role, destination)).toBe(
      'https://demo.awsapps.com/start/#/console?account_id=111122223333&role_name=ReadOnly' +
        '&destination=https%3A%2F%2Fconsole.aws.amazon.com%2Fs3%2Fhome',
    );
    expect(consoleLink('https://start.us-gov-west-1.us-gov-home.awsapps.com/directory/x', role)).toBe(
      'https://start.us-gov-west-1.us-gov-home.awsapps.com/directory/x/#/console?account_id=111122223333&role_name=ReadOnly',
    );
  });

  it('encodes every character that the name of a role may contain', () => {
    const link = consoleLink('https://demo.awsapps.com/start', { ...role, roleName: 'a+b=c,d.e@f-g&h#i' });
    expect(link).toContain('role_name=a%2Bb%3Dc%2Cd.e%40f-g%26h%23i');
    const query = new URLSearchParams(link.split('?')[1]);
    expect(query.get('role_name')).toBe('a+b=c,d.e@f-g&h#i');
    expect([...query.keys()]).toEqual(['account_id', 'role_name']);
  });
});

describe('the console page that a link opens', () => {
  it.each([
    ['aws', '', '', ''],
    ['aws', '', 'eu-west-1', 'https://console.aws.amazon.com/console/home?region=eu-west-1'],
    ['aws', 's3', '', 'https://console.aws.amazon.com/s3'],
    ['aws', ' /ec2/home ', 'eu-west-1', 'https://console.aws.amazon.com/ec2/home?region=eu-west-1'],
    ['aws', 'ec2/home#Instances:', 'eu-west-1', 'https://console.aws.amazon.com/ec2/home?region=eu-west-1#Instances:'],
    ['aws', 'ec2?region=us-east-2', 'eu-west-1', 'https://console.aws.amazon.com/ec2?region=us-east-2'],
    ['aws', 'https://console.aws.amazon.com/iam', 'eu-west-1', 'https://console.aws.amazon.com/iam'],
    ['aws', 'https://eu-west-1.console.aws.amazon.com/x', '', 'https://eu-west-1.console.aws.amazon.com/x'],
    ['aws-us-gov', '', 'us-gov-west-1', 'https://console.amazonaws-us-gov.com/console/home?region=us-gov-west-1'],
    ['aws-cn', 's3', 'cn-north-1', 'https://console.amazonaws.cn/s3?region=cn-north-1'],
    ['aws-eusc', 's3', 'eusc-de-east-1', 'https://console.amazonaws-eusc.eu/s3?region=eusc-de-east-1'],
    // The console of a partition cannot show a region of another partition.
    ['aws-cn', '', 'eu-west-1', ''],
    ['aws', 's3', 'us-gov-west-1', 'https://console.aws.amazon.com/s3'],
  ] as const)('in the partition %s, for the page %j and the region %j, is %j', (partition, page, region, expected) => {
    expect(consoleDestination(partition, page, region)).toBe(expected);
  });

  it.each([
    'https://evil.example/',
    'https://console.aws.amazon.com.evil.example/',
    'https://evilconsole.aws.amazon.com/',
    'https://user@console.aws.amazon.com/',
    'https://console.aws.amazon.com:8443/',
    'https://console.amazonaws.cn/s3',
    'http://console.aws.amazon.com/',
    'javascript:alert(1)',
    'data:text/html,x',
    '\\\\evil.example/x',
    '/\\evil.example/x',
    'two words',
    's3\u0000',
    'x'.repeat(1025),
  ])('is refused if it is %j', (page) => {
    expect(consoleDestination('aws', page, '')).toBeNull();
  });

  it.each(['//evil.example/x', '///evil.example', '..//evil.example'])(
    'is on the host of the console, even if the person types the page %j',
    (page) => {
      expect(new URL(consoleDestination('aws', page, '') ?? '').host).toBe('console.aws.amazon.com');
    },
  );

  it('shows a region only if the region belongs to the partition of the console', () => {
    for (const [partition, { regions }] of Object.entries(partitions)) {
      for (const other of Object.keys(partitions)) {
        const led = consoleDestination(other as keyof typeof partitions, '', regions[0]);
        expect(led !== '').toBe(partition === other);
      }
    }
  });
});
