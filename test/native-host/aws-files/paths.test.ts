import { userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { awsPaths, type Environment } from '../../../native-host/aws-files/paths.ts';

const credentials = (env: Environment, platform: NodeJS.Platform = 'linux', recorded?: Environment) =>
  awsPaths({ HOME: '/home/me', USERPROFILE: 'C:\\Users\\me', ...env }, platform, recorded).credentials;

describe('awsPaths', () => {
  it('returns the paths that the AWS CLI uses', () => {
    expect(awsPaths({ HOME: '/home/me' }, 'linux')).toEqual({
      credentials: '/home/me/.aws/credentials',
      config: '/home/me/.aws/config',
    });
    expect(credentials({}, 'win32')).toBe('C:\\Users\\me\\.aws\\credentials');
    expect(credentials({ AWS_SHARED_CREDENTIALS_FILE: '/etc/keys' })).toBe('/etc/keys');
    expect(credentials({ AWS_SHARED_CREDENTIALS_FILE: '' })).toBe('/home/me/.aws/credentials');
    expect(credentials({ AWS_SHARED_CREDENTIALS_FILE: 'D:\\keys' }, 'win32')).toBe('D:\\keys');
    expect(awsPaths({ HOME: '/h', AWS_CONFIG_FILE: '/c' }, 'linux').config).toBe('/c');
  });

  it('uses the paths that the install command recorded if the environment has no paths', () => {
    const recorded = { AWS_SHARED_CREDENTIALS_FILE: '/recorded' };
    expect(credentials({}, 'linux', recorded)).toBe('/recorded');
    expect(credentials({ AWS_SHARED_CREDENTIALS_FILE: '/given' }, 'linux', recorded)).toBe('/given');
  });

  it('attack 25: replaces `~/` with the home folder', () => {
    expect(credentials({ AWS_SHARED_CREDENTIALS_FILE: '~/keys' })).toBe('/home/me/keys');
    expect(credentials({ AWS_SHARED_CREDENTIALS_FILE: '~\\keys' }, 'win32')).toBe('C:\\Users\\me\\keys');
  });

  it.each(['keys', './keys', '../keys', '~root/keys', '~', '$HOME/keys', '/x/$USER', `/x/$\{USER}`])(
    'attack 25: refuses the path %s, because its meaning depends on how the program was started',
    (path) => {
      const refusal = expect.objectContaining({ code: 'PATH_INVALID' });
      expect(() => credentials({ AWS_SHARED_CREDENTIALS_FILE: path })).toThrow(refusal);
      expect(() => credentials({}, 'linux', { AWS_SHARED_CREDENTIALS_FILE: path })).toThrow(refusal);
    },
  );

  it.each(['keys', '\\keys', 'C:keys', '%USERPROFILE%\\keys'])('attack 25: refuses the path %s on Windows', (path) => {
    expect(() => credentials({ AWS_SHARED_CREDENTIALS_FILE: path }, 'win32')).toThrow('AWS_SHARED_CREDENTIALS_FILE');
  });

  it('attack 25: if HOME is not set, takes the home folder from the system’s list of users, as the AWS CLI does', () => {
    expect(credentials({ HOME: undefined })).toBe(`${userInfo().homedir}/.aws/credentials`);
    expect(() => credentials({ USERPROFILE: undefined }, 'win32')).toThrow('USERPROFILE');
  });

  it.each(['', 'home', '.'])('attack 25: refuses the value %j of HOME', (HOME) => {
    expect(() => credentials({ HOME })).toThrow('HOME');
    expect(() => credentials({ HOME, AWS_SHARED_CREDENTIALS_FILE: '~/keys', AWS_CONFIG_FILE: '/c' })).toThrow('HOME');
  });
});
