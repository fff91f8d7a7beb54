import { readdirSync, symlinkSync } from 'node:fs';
import { fromIni } from '@aws-sdk/credential-providers';
import { describe, expect, it } from 'vitest';
import { credentials, HOUR, INDIRECT, LONG_TERM, later, OTHER, own, read, write } from './rig/aws-files.ts';
import { world } from './rig/each-world.ts';
import { fileMode } from './rig/world.ts';

describe('keyferry clean', () => {
  it('removes Keyferry’s expired profiles, and nothing else', () => {
    const old = own('old', -HOUR);
    const otherOld = OTHER.replace('[other]', '[theirs]').concat(`x_security_token_expires = ${later(-HOUR)}\n`);
    const taken = own('mine', -HOUR).replace('ASIAKEYFERRYEXAMPLE1', 'AKIAKEYFERRYEXAMPLE1');
    const kept = ['# top\n', own('dev', HOUR), otherOld, taken, LONG_TERM, INDIRECT];
    write(...kept.slice(0, 2), old, ...kept.slice(2));
    const { data, stderr } = world.json(['clean']);
    expect(data).toEqual({ file: credentials(), dryRun: false, removed: ['old'] });
    expect(stderr).toBe('');
    expect(read()).not.toContain('[old]');
    for (const section of kept) expect(read()).toContain(section.trim());
    expect(fileMode(credentials())).toBe(0o600);
    expect(readdirSync(world.path('.aws'))).toEqual(['credentials']);
  });

  it('keeps the user’s own settings in an expired profile', async () => {
    write(own('old', -HOUR, 'output = json\n# mine\ns3 =\n  max_concurrent_requests = 2\n'));
    world.keyferry(['clean']);
    expect(read()).toBe('[old]\noutput = json\n# mine\ns3 =\n  max_concurrent_requests = 2\n');
    await expect(fromIni({ profile: 'old', filepath: credentials() })()).rejects.toThrow(/credentials/);
  });

  it('only prints which profiles it would remove if the option --dry-run is given', () => {
    write(own('old', -HOUR));
    const before = read();
    expect(world.keyferry(['clean', '--dry-run']).stdout).toBe('old\n');
    expect(read()).toBe(before);
  });

  it('changes no file and creates no file if no profile has expired', () => {
    expect(world.keyferry(['clean'])).toEqual({
      status: 0,
      stdout: '',
      stderr: 'keyferry: No profile that Keyferry wrote has expired.\n',
    });
    expect(world.snapshot()).toEqual({ [world.path('.aws')]: 'folder' });
  });

  it('says that the credentials file cannot be read if the file is a link to itself', () => {
    symlinkSync(credentials(), credentials());
    const { status, stderr } = world.keyferry(['clean']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/links lead in a circle/) });
  });

  it('refuses a file in which tools see different sections, and changes nothing', () => {
    write(own('old', -HOUR), own('old', -HOUR));
    const before = read();
    expect(world.keyferry(['clean'])).toMatchObject({ status: 1, stdout: '' });
    expect(read()).toBe(before);
  });
});
