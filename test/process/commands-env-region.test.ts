import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { botocorePython, IMPORT_SESSION } from '../interop/ini-botocore.ts';
import { config, credentials, HOUR, own, write, writeConfig } from './rig/aws-files.ts';
import { world } from './rig/each-world.ts';

/** The region that `env` exports (undefined if `env` exports no region), and everything that `env` prints to stderr. */
function exported(name = 'dev'): { region: string | undefined; stderr: string } {
  const { stdout, stderr, status } = world.keyferry(['env', name, '--shell', 'dotenv']);
  expect(status).toBe(0);
  return { region: /^AWS_REGION=(.*)$/m.exec(stdout)?.[1], stderr };
}

/** The region that botocore, the library of the AWS CLI, reads for a profile. */
function botocoreRegion(name = 'dev'): string {
  const program = `${IMPORT_SESSION}print(session.Session(profile='${name}').get_config_variable('region'))`;
  return spawnSync(botocorePython ?? '', ['-c', program], { env: world.env(), encoding: 'utf8' }).stdout.trim();
}

const READ_ALIKE: readonly (readonly [string, string])[] = [
  ['[profile dev]\nregion = eu-west-1\n', 'eu-west-1'],
  ['[profile "dev"]\nregion = eu-west-1\n', 'eu-west-1'],
  ["[profile 'dev']\nregion = eu-west-1\n", 'eu-west-1'],
  ['[profile   dev]\nregion = eu-west-1\n', 'eu-west-1'],
  ['[profile\tdev]\nregion\t=\teu-west-1\n', 'eu-west-1'],
  ['[profile dev ]\nregion=eu-west-1\n', 'eu-west-1'],
  ['[profile dev] # mine\nregion = eu-west-1\n', 'eu-west-1'],
  ['[profile dev] ; mine\nregion = eu-west-1\n', 'eu-west-1'],
  ['[profile dev]\nregion = auto\n', 'auto'],
  ['[profile dev]\nregion = localhost\n', 'localhost'],
  ['[profile dev]\nregion = EU-WEST-1\n', 'EU-WEST-1'],
  ['[profile dev]\nregion = us-iso-east-1-extra\n', 'us-iso-east-1-extra'],
];

describe('the region of a profile in the output of keyferry env', () => {
  it.each(READ_ALIKE)('with the config file %j is %s, and env prints no warning', (text, region) => {
    write(own('dev', HOUR));
    writeConfig(text);
    expect(exported()).toEqual({ region, stderr: '' });
    if (botocorePython) expect(botocoreRegion()).toBe(region);
  });

  it('is included even if the section’s header line has a comment with a bracket', () => {
    write(own('dev', HOUR));
    writeConfig('[profile dev] # [x]\nregion = eu-west-1\n');
    expect(exported().region).toBe('eu-west-1');
  });

  it.each([
    '[default]\nregion = us-east-1\n[profile default]\nregion = eu-west-1\n',
    '[profile default]\nregion = eu-west-1\n[default]\nregion = us-east-1\n',
  ])('comes from [profile default], not from [default]: %j', (text) => {
    write(own('default', HOUR));
    writeConfig(text);
    expect(exported('default')).toEqual({ region: 'eu-west-1', stderr: '' });
  });

  it('comes from the credentials file if both files have a region', () => {
    write(own('dev', HOUR, 'region = eu-west-3\n'));
    writeConfig('[profile dev]\nregion = eu-west-1\n');
    expect(exported()).toEqual({ region: 'eu-west-3', stderr: '' });
    if (botocorePython) expect(botocoreRegion()).toBe('eu-west-3');
  });

  it.each(['# mine', '; mine'])(
    'does not contain a comment that some tools read as part of the region, and env prints a warning: %s',
    (comment) => {
      write(own('dev', HOUR));
      writeConfig(`[profile dev]\noutput = json\nregion = eu-west-1 ${comment}\n`);
      expect(exported()).toEqual({
        region: 'eu-west-1',
        stderr: `keyferry: Line 3 of ${config()} has a comment after the value of region: the AWS CLI reads it as part of the value, and the SDKs for JavaScript and Go do not. Put the comment on a line of its own.\n`,
      });
      if (botocorePython) expect(botocoreRegion()).toBe(`eu-west-1 ${comment}`);
    },
  );

  it('is included even if the config file has REGION in capital letters; env then prints a warning', () => {
    write(own('dev', HOUR));
    writeConfig('[profile dev]\nREGION = eu-west-1\n');
    expect(exported()).toEqual({
      region: 'eu-west-1',
      stderr: `keyferry: Line 2 of ${config()} writes region with capital letters, so the AWS SDK for JavaScript ignores the setting. Write region.\n`,
    });
    if (botocorePython) expect(botocoreRegion()).toBe('eu-west-1');
  });

  it('is left out if it is quoted, and env prints two warnings', () => {
    write(own('dev', HOUR, 'region = "eu-west-1"\n'));
    const { region, stderr } = exported();
    expect(region).toBeUndefined();
    expect(stderr).toContain(`The region of profile dev in ${credentials()} (line 7) was not exported because`);
    expect(stderr).toContain(`Line 7 of ${credentials()} has quotes around the value of region`);
  });

  it.each(['eu west 1', '-x', '1', 'eu-west-1.example.com', 'x'.repeat(64), 'é'])(
    'is left out if it is %s, and env prints a warning and exports no other region',
    (value) => {
      write(own('dev', HOUR, `region = ${value}\n`));
      writeConfig('[profile dev]\nregion = us-east-1\n');
      expect(exported()).toEqual({
        region: undefined,
        stderr: `keyferry: The region of profile dev in ${credentials()} (line 7) was not exported because it is not the name of a region.\n`,
      });
    },
  );

  it('is left out if the config file cannot be read, and env prints a warning', () => {
    write(own('dev', HOUR));
    writeFileSync(config(), Buffer.from([0x5b, 0xff, 0xfe]));
    expect(exported()).toEqual({
      region: undefined,
      stderr: `keyferry: ${config()} could not be read, so its region is not used.\n`,
    });
  });
});
