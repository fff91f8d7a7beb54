import { describe, expect, it } from 'vitest';
import { CHROMIUM_CALLER, frame, readFrames } from '../process/rig/host.ts';
import { CANARY, cliRequest, helloRequest, keysFor, writeRequest } from '../process/rig/requests.ts';
import { newUser, useWindows, whyNotLong, whyNotWindows } from './rig/windows.ts';

const keyLines = (mark: string) => [
  `aws_access_key_id = ${keysFor(mark).accessKeyId}`,
  `aws_secret_access_key = ${keysFor(mark).secretAccessKey}`,
];

describe.skipIf(whyNotWindows !== '')(`the host with Node for Windows, under wine${whyNotWindows}`, () => {
  useWindows();

  it('answers over real pipes, writes a profile in C:\\Users\\nina and ends when the pipe closes', async () => {
    const nina = newUser('nina');
    const host = nina.host();
    expect(await host.ask(helloRequest())).toMatchObject({ ok: true, version: expect.stringMatching(/^\d/) });
    expect(await host.ask(writeRequest())).toMatchObject({ ok: true, written: ['dev'] });
    expect(await host.ask(writeRequest([{ mark: 'b' }], { id: 8 }))).toMatchObject({ ok: true });
    expect(await host.process.end()).toMatchObject({ code: 0, stderr: '' });
    for (const line of keyLines('b')) expect(nina.read()).toContain(`${line}\n`);
    expect(nina.read()).not.toContain(keysFor('0').accessKeyId);
    expect(nina.names()).toEqual(['credentials']);
  });

  it('sets up a profile of the AWS CLI in the config file', async () => {
    const user = newUser();
    expect(await user.ask(cliRequest())).toMatchObject({ ok: true });
    expect(user.read(user.config)).toContain('[profile dev]\n');
    expect(user.names()).toEqual(['config']);
  });

  it.skipIf(whyNotLong !== '')(
    `reads a frame that arrives in several pieces, and several frames that arrive together${whyNotLong}`,
    async () => {
      const host = newUser().host();
      const both = Buffer.concat([frame(helloRequest(1)), frame(helloRequest(2))]);
      for (const byte of both.subarray(0, 7)) host.process.write(Buffer.from([byte]));
      host.process.write(both.subarray(7));
      expect(await host.ask(helloRequest(3))).toMatchObject({ ok: true });
      const { stdout } = await host.process.end();
      expect(stdout.toString().match(/"ok":true/g)).toHaveLength(3);
    },
  );

  it.skipIf(whyNotLong !== '')(
    `answers a frame that is too long with an error, and then ends${whyNotLong}`,
    async () => {
      const host = newUser().host();
      host.process.write(frame('x', 64 * 1024 * 1024));
      const { code, stdout } = await host.process.end();
      expect({ code, replies: readFrames(stdout) }).toEqual({
        code: 1,
        replies: [expect.objectContaining({ ok: false, code: 'TOO_LARGE' })],
      });
    },
  );

  it('writes a profile into a file with Windows line ends, and changes no other byte of the file', async () => {
    const user = newUser();
    const old = '# mine\r\n[old]\r\nregion = eu-west-1\r\n\r\n[other]\r\naws_access_key_id = AKIAEXAMPLE\r\n';
    user.put(user.credentials, old);
    expect(await user.ask(writeRequest())).toMatchObject({ ok: true });
    const text = user.read();
    expect(text.startsWith(old)).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
    for (const line of keyLines('0')) expect(text).toContain(`${line}\r\n`);
    expect(await user.ask(writeRequest([{ mark: 'b' }]))).toMatchObject({ ok: true });
    expect(user.read().replaceAll('\r\n', '')).not.toContain('\n');
  });

  it
    .skipIf(whyNotLong !== '')
    .each(['two words', 'R&D', '100% sure', 'now!', 'Jörg Müßig', "o'neil (test)", 'a^b', '名前'])(
    `writes the AWS files into the home folder C:\\Users\\%s${whyNotLong}`,
    async (name) => {
      const user = newUser(name);
      expect(await user.ask(writeRequest())).toMatchObject({ ok: true });
      for (const line of keyLines('0')) expect(user.read()).toContain(line);
      expect(user.names()).toEqual(['credentials']);
    },
  );

  it.skipIf(whyNotLong !== '')(
    `writes to the path in AWS_SHARED_CREDENTIALS_FILE, with slashes or backslashes${whyNotLong}`,
    async () => {
      const user = newUser();
      user.put(`${user.home}\\a b\\x`, '');
      for (const [at, path] of [`${user.home}\\a b\\keys`, `${user.home.replaceAll('\\', '/')}/a b/keys2`].entries()) {
        const reply = await user.ask(writeRequest([{ mark: `${at}` }]), { AWS_SHARED_CREDENTIALS_FILE: path });
        expect(reply).toMatchObject({ ok: true });
      }
      expect(user.names(`${user.home}\\a b`)).toEqual(['keys', 'keys2', 'x']);
      for (const path of ['\\keys', 'C:keys', 'keys', '%USERPROFILE%\\keys']) {
        const reply = await user.ask(writeRequest(), { AWS_SHARED_CREDENTIALS_FILE: path });
        expect(reply, path).toMatchObject({ ok: false, code: 'PATH_INVALID' });
      }
    },
  );

  it('answers only its own extension', async () => {
    const user = newUser();
    const other = 'chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/';
    const started = user.spawn('C:\\Program Files\\nodejs\\node.exe', ['C:\\keyferry-build\\keyferry.cjs', other]);
    started.write(frame(writeRequest()));
    const { code, stdout, stderr } = await started.end();
    expect({ code, out: stdout.length, stderr }).toEqual({
      code: 1,
      out: 0,
      stderr: expect.stringContaining('keyferry: '),
    });
    expect(stderr).not.toContain(CANARY);
    const window = user.spawn('C:\\Program Files\\nodejs\\node.exe', [
      'C:\\keyferry-build\\keyferry.cjs',
      CHROMIUM_CALLER,
      '--parent-window=0',
    ]);
    window.write(frame(helloRequest()));
    expect((await window.end()).stdout.toString()).toContain('"ok":true');
  });
});
