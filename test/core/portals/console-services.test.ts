import { describe, expect, it } from 'vitest';
import { consoleDestination } from '#core/portals/console-link.ts';
import { consoleServices, serviceNamed, servicesFor, serviceWord } from '#core/portals/console-services.ts';

describe('the services of the console', () => {
  const names = (text: string) => servicesFor(text).map(({ name }) => name);

  it.each([
    ['s3', 'S3'],
    ['ec2', 'EC2'],
    ['EC', 'EC2'],
    ['cloudwatch logs', 'CloudWatch Logs'],
    ['route53', 'Route 53'],
    ['dns', 'Route 53'],
    ['secret', 'Secrets Manager'],
    ['ssm', 'Systems Manager'],
  ])('are found by a typed text: for “%s”, the first service is %s', (text, name) => {
    expect(names(text)[0]).toBe(name);
  });

  it('each have a word for the command line, and no other service has the same word', () => {
    for (const service of consoleServices) {
      expect(serviceWord(service)).toMatch(/^[a-z0-9-]+$/);
      expect(serviceNamed(serviceWord(service))).toBe(service);
      expect(serviceNamed(service.name.toUpperCase())).toBe(service);
    }
    expect(serviceNamed('cloudwatchlogs')?.page).toBe('cloudwatch/home#logsV2:log-groups');
    for (const text of ['', 's', 's3/home', 'https://s3', 'buckets', '__proto__'])
      expect(serviceNamed(text)).toBeNull();
  });

  it('are all found for an empty text, and none is found for an unknown text', () => {
    expect(names(' ')).toHaveLength(consoleServices.length);
    expect(names('no such service')).toEqual([]);
  });

  it('each have their own page on the console of every partition', () => {
    expect(new Set(consoleServices.map(({ page }) => page)).size).toBe(consoleServices.length);
    for (const { page } of consoleServices)
      for (const partition of ['aws', 'aws-us-gov', 'aws-cn', 'aws-eusc'] as const)
        expect(consoleDestination(partition, page, ''), page).toContain(`/${page}`);
    expect(consoleDestination('aws', 'cloudwatch/home#logsV2:log-groups', 'eu-west-1')).toBe(
      'https://console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups',
    );
  });
});
