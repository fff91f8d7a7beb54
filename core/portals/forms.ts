/*
 * Data: AWS's partitions, and the forms of portal URLs in each partition. Sources: AWS's endpoint rule set for `sso`
 * (suffixes), and the IAM Identity Center user guide (URL forms and regions).
 */

/** A partition's API suffix and the regions that are known to have IAM Identity Center. */
export interface Partition {
  readonly dnsSuffix: string;
  /** Pattern of the partition's regions, including future ones (`regionRegex` in AWS's SDKs). */
  readonly regionShape: string;
  readonly regions: readonly string[];
}

export const partitions = {
  aws: {
    dnsSuffix: 'amazonaws.com',
    regionShape: '(?:us|eu|ap|sa|ca|me|af|il|mx)-[a-z]+-\\d',
    regions: [
      'af-south-1',
      'ap-east-1',
      'ap-east-2',
      'ap-northeast-1',
      'ap-northeast-2',
      'ap-northeast-3',
      'ap-south-1',
      'ap-south-2',
      'ap-southeast-1',
      'ap-southeast-2',
      'ap-southeast-3',
      'ap-southeast-4',
      'ap-southeast-5',
      'ap-southeast-6',
      'ap-southeast-7',
      'ca-central-1',
      'ca-west-1',
      'eu-central-1',
      'eu-central-2',
      'eu-north-1',
      'eu-south-1',
      'eu-south-2',
      'eu-west-1',
      'eu-west-2',
      'eu-west-3',
      'il-central-1',
      'me-central-1',
      'me-south-1',
      'mx-central-1',
      'sa-east-1',
      'us-east-1',
      'us-east-2',
      'us-west-1',
      'us-west-2',
    ],
  },
  'aws-us-gov': {
    dnsSuffix: 'amazonaws.com',
    regionShape: 'us-gov-[a-z]+-\\d',
    regions: ['us-gov-east-1', 'us-gov-west-1'],
  },
  'aws-cn': {
    dnsSuffix: 'amazonaws.com.cn',
    regionShape: 'cn-[a-z]+-\\d',
    regions: ['cn-north-1', 'cn-northwest-1'],
  },
  'aws-eusc': { dnsSuffix: 'amazonaws.eu', regionShape: 'eusc-de-[a-z]+-\\d', regions: ['eusc-de-east-1'] },
} as const satisfies Record<string, Partition>;

/** The name of a partition: `aws`, `aws-us-gov`, `aws-cn` or `aws-eusc`. */
export type PartitionName = keyof typeof partitions;

/** One form of portal URLs. `<name>` is the portal's own name. `<region>` is one of the partition's regions. */
export interface PortalForm {
  readonly partition: PartitionName;
  readonly host: string;
  /**
   * The path of the URL. `/` matches only the root of the host. `/start` also matches paths such as `/start-something`.
   */
  readonly path: '/' | '/start' | '/directory/<name>';
}

/** Every form of portal URL. */
export const portalForms: readonly PortalForm[] = [
  { partition: 'aws', host: '<name>.awsapps.com', path: '/start' },
  { partition: 'aws', host: '<name>.<region>.portal.amazonaws.com', path: '/' },
  { partition: 'aws', host: '<name>.portal.<region>.app.aws', path: '/' },
  { partition: 'aws-us-gov', host: 'start.us-gov-home.awsapps.com', path: '/directory/<name>' },
  { partition: 'aws-us-gov', host: 'start.<region>.us-gov-home.awsapps.com', path: '/directory/<name>' },
  { partition: 'aws-us-gov', host: '<name>.portal.<region>.app.aws', path: '/' },
  { partition: 'aws-cn', host: 'start.home.awsapps.cn', path: '/directory/<name>' },
  { partition: 'aws-cn', host: 'start.<region>.home.awsapps.cn', path: '/directory/<name>' },
  { partition: 'aws-cn', host: '<name>.<region>.portal.amazonaws.com.cn', path: '/' },
  { partition: 'aws-cn', host: '<name>.portal.<region>.app.amazonwebservices.com.cn', path: '/' },
  { partition: 'aws-eusc', host: '<name>.<region>.portal.amazonaws.eu', path: '/' },
  { partition: 'aws-eusc', host: '<name>.portal.<region>.api.amazonwebservices.eu', path: '/' },
];

/** The sign-in page of AWS Builder ID. This page belongs to no organisation and has no accounts. */
export const BUILDER_ID_HOST = 'view.awsapps.com';

/** Hosts of issuer addresses (`https://<host>/<instance>`). Such an address redirects to the portal of the instance. */
export const issuerHosts: readonly string[] = [
  'identitycenter.amazonaws.com',
  'identitycenter.us-gov.amazonaws.com',
  'identitycenter.amazonaws.com.cn',
  'identitycenter.amazonaws.eu',
];
