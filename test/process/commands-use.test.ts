import { beforeEach, describe, expect, it } from 'vitest';
import { world } from './rig/each-world.ts';
import { LIVE_ROLES, putRoles, SECRET_KEY, WRITTEN } from './rig/terminal-roles.ts';

const use = (args: readonly string[], env: Record<string, string> = {}) =>
  world.keyferry(['use', '--shell', 'bash', ...args], env);
const failed = (stderr: unknown, status = 1) => ({ status, stdout: '', stderr });

describe('keyferry use', () => {
  beforeEach(() => putRoles(world.home));

  it('prints statements that set the profile and the region and remove other keys and profiles, and prints no key', () => {
    const { status, stdout, stderr } = use(['shop'], { AWS_PROFILE: 'dev' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.trim().split('\n');
    expect(lines.filter((line) => line.startsWith('export'))).toEqual([
      'export AWS_PROFILE="shop"',
      'export AWS_REGION="us-east-1"',
      'export AWS_DEFAULT_REGION="us-east-1"',
      'export KEYFERRY_REGION="us-east-1"',
      'export KEYFERRY_EARLIER_PROFILE="dev"',
    ]);
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECURITY_TOKEN', 'AWS_CREDENTIAL_EXPIRATION', 'AWS_DEFAULT_PROFILE'])
      expect(lines).toContain(`unset -v ${name}`);
    expect(use(['written']).stdout).not.toContain(SECRET_KEY);
  });

  it('chooses the only role that matches the argument, or the profile whose name is exactly the argument', () => {
    expect(use(['4444', 'admin']).stdout).toContain('AWS_PROFILE="shop"');
    putRoles(world.home, LIVE_ROLES, `${WRITTEN}[dev-old]\naws_access_key_id = AKIAKEYFERRYEXAMPLE1\n`);
    expect(use(['dev']).stdout).toContain('AWS_PROFILE="dev"');
    expect(use(['dev-old']).stdout).toContain('AWS_PROFILE="dev-old"');
  });

  it('names the roles if several roles match and there is no terminal, and prints no statements for the shell', () => {
    expect(use(['admin'])).toEqual(
      failed(expect.stringMatching(/^keyferry: 2 roles match admin, among them (dev, shop|shop, dev)\. .*\n$/)),
    );
    expect(use(['nothing'])).toEqual(failed(expect.stringContaining('No role matches nothing.')));
    expect(use([])).toEqual(failed(expect.stringContaining('there is no terminal in which you could choose one'), 2));
  });

  it('removes a region that an earlier `keyferry use` set, but not a region that the user set', () => {
    const earlier = { AWS_PROFILE: 'dev', AWS_REGION: 'eu-west-1', KEYFERRY_REGION: 'eu-west-1' };
    expect(use(['written'], earlier).stdout).toContain('unset -v AWS_REGION\n');
    const own = { ...earlier, AWS_REGION: 'eu-north-1' };
    expect(use(['written'], own).stdout).not.toContain('unset -v AWS_REGION\n');
    expect(use(['--off'], earlier).stdout).toMatch(/^unset -v AWS_PROFILE$/m);
  });

  it('refuses the argument `-` if the shell used no earlier profile, or if the earlier profile no longer exists', () => {
    expect(use(['-'])).toEqual(failed(expect.stringContaining('This shell has used no earlier profile.')));
    expect(use(['-'], { KEYFERRY_EARLIER_PROFILE: 'gone' })).toEqual(
      failed(expect.stringContaining('No role matches')),
    );
    expect(use(['-'], { KEYFERRY_EARLIER_PROFILE: 'dev' }).stdout).toContain('AWS_PROFILE="dev"');
  });

  it('fails without the shell function of shell-init; prints its help to stderr, so that no shell evaluates the help', () => {
    const direct = world.keyferry(['use', 'dev']);
    expect(direct).toEqual(failed(expect.stringContaining('keyferry shell-init --help'), 2));
    expect(use(['--help'])).toEqual({ status: 0, stdout: '', stderr: expect.stringContaining('keyferry use [QUERY') });
    expect(world.keyferry(['use', '--help']).stdout).toContain('keyferry use [QUERY');
  });

  it('prints a failing statement for tcsh after an error, because tcsh cannot see the exit status', () => {
    expect(world.keyferry(['use', '--shell', 'tcsh', 'nothing'])).toMatchObject({ status: 1, stdout: 'false;\n' });
  });
});

describe('keyferry shell-init and completion', () => {
  it('contain the path of the program that printed them, quoted for the shell', () => {
    const { stdout } = world.keyferry(['shell-init', 'bash']);
    expect(stdout).toContain(`"${process.execPath}"`);
    expect(stdout).toMatch(/"\/\S+\/keyferry\.cjs" use --shell bash/);
    expect(world.keyferry(['shell-init', 'ksh'])).toMatchObject({ status: 2, stdout: '' });
    expect(world.keyferry(['completion', 'tcsh'])).toMatchObject({ status: 2, stdout: '' });
  });

  it('complete commands, options and profiles, but no words after `--`', () => {
    putRoles(world.home);
    const words = (...line: string[]) => world.keyferry(['completion', '--words', '--', ...line]).stdout.split('\n');
    expect(words('us')).toEqual(['use', '']);
    expect(words('use', '')).toEqual(expect.arrayContaining(['dev', 'shop', 'written']));
    expect(words('exec', 'sh')).toEqual(['shop', '']);
    expect(words('env', '--profile', 'd')).toEqual(['dev', '']);
    expect(words('list', '--')).toEqual(['--names', '--json', '--help', '']);
    expect(words('use', '--help', '')).toEqual(['']);
    expect(words('exec', 'dev', '--', 'd')).toEqual(['']);
    expect(words('exec', '--endpoint', 'sh')).toEqual(['shop', '']);
    expect(words('exec', '--en')).toEqual(['--endpoint', '']);
    expect(words('ssh', 'build-1', '--profile', 'd')).toEqual(['dev', '']);
    expect(words('ssh', 'build-1', '--')).toEqual(['--profile', '--setup', '--help', '']);
    expect(words('share', 'keys', '--profile', 'dev', '--p')).toEqual(['--profile', '']);
    expect(words('shell-init', 'x')).toEqual(['xonsh', '']);
  });

  it('do not complete names that a shell would read as more than one word', () => {
    putRoles(world.home, LIVE_ROLES, '[a$(touch x)]\naws_access_key_id = AKIAKEYFERRYEXAMPLE1\n[b c]\n');
    expect(world.keyferry(['completion', '--words', '--', 'use', '']).stdout).not.toMatch(/touch|b c/);
  });
});

describe('keyferry status --short', () => {
  const short = (env: Record<string, string> = {}) => world.keyferry(['status', '--short'], env);
  beforeEach(() => putRoles(world.home));

  it('prints one line about the profile of the shell, and nothing if the shell has no profile', () => {
    expect(short()).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(short({ AWS_PROFILE: 'dev' }).stdout).toBe('dev live\n');
    expect(short({ AWS_PROFILE: 'shop' }).stdout).toBe('shop PRODUCTION live\n');
    expect(short({ AWS_PROFILE: 'written' }).stdout).toMatch(/^written \d+ d \d+ h\n$/);
    expect(short({ AWS_PROFILE: 'unknown' }).stdout).toBe('unknown\n');
    expect(short({ AWS_PROFILE: 'keyferry-failed' }).stdout).toBe('');
  });

  it('replaces control characters in the name of a profile', () => {
    expect(short({ AWS_PROFILE: 'a\u001b[31mb\nc' }).stdout).toBe('a\ufffd[31mb\ufffdc\n');
  });
});
