import { readdirSync, readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { until } from '../waiting.ts';
import { ACCOUNT, hasSecret, keysReply, LiveHost, putLiveProfiles, refusal } from './rig/live-host.ts';
import { patient } from './rig/patience.ts';
import { keysFor } from './rig/requests.ts';
import { RunningCommand } from './rig/running-command.ts';
import { makeSandbox, type Sandbox } from './rig/sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = patient(makeSandbox());
  putLiveProfiles(sandbox);
});

/** Node code that prints its environment, and ends when stdin ends. */
const WAIT = `console.log(JSON.stringify(process.env)); process.stdin.on('end', () => process.exit(7)).resume()`;
const NODE = [process.execPath, '-e'] as const;

interface Open {
  readonly command: RunningCommand;
  readonly env: Readonly<Record<string, string>>;
  readonly url: URL;
  readonly token: string;
}

/** Runs a command with `keyferry exec --endpoint`, and waits until the command has printed its environment. */
async function open(options: readonly string[] = ['dev'], env: Readonly<Record<string, string>> = {}): Promise<Open> {
  const words = ['exec', '--endpoint', ...options, '--', ...NODE, WAIT];
  const command = await RunningCommand.start(words, { ...sandbox.env, ...env });
  const shown = JSON.parse(await command.line());
  const url = new URL(shown.AWS_CONTAINER_CREDENTIALS_FULL_URI);
  return { command, env: shown, url, token: shown.AWS_CONTAINER_AUTHORIZATION_TOKEN };
}

interface Sent {
  readonly status: number;
  readonly text: string;
}

/** Sends a request to the endpoint, as an SDK does. `change` replaces parts of the request. */
function send({ url, token }: Open, change: { method?: string; path?: string; headers?: object } = {}): Promise<Sent> {
  const { method = 'GET', path = url.pathname, headers = {} } = change;
  return new Promise((resolve, reject) => {
    const all = { authorization: token, ...headers } as Record<string, string>;
    const options = { host: url.hostname, port: url.port, method, path, headers: all, agent: false };
    const sent = request(options, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on('error', reject).end();
  });
}

describe('keyferry exec --endpoint', () => {
  it('gives keys to a request with the right token, in the form that AWS SDKs read', async () => {
    const host = await LiveHost.serving(sandbox);
    const expiration = Math.floor(Date.now() / 1000) * 1000 + 3_600_000;
    host.respond = () => keysReply(ACCOUNT, expiration);
    const opened = await open();
    const { status, text } = await send(opened);
    const { accessKeyId, secretAccessKey, sessionToken } = keysFor('live');
    expect({ status, ...JSON.parse(text) }).toEqual({
      status: 200,
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      Token: sessionToken,
      Expiration: new Date(expiration).toISOString().replace('.000', ''),
      AccountId: ACCOUNT,
    });
    // keyferry asked the browser for keys once, before it started the command.
    expect(host.ofKind('live-credentials')).toHaveLength(1);
    expect(opened.url.hostname).toBe('127.0.0.1');
    expect(opened.url.pathname).toMatch(/^\/[0-9a-f]{32}$/);
    expect(opened.token).toMatch(/^[0-9a-f]{64}$/);
    expect(await opened.command.end()).toMatchObject({ code: 7, stderr: '' });
  });

  it.each<[string, Parameters<typeof send>[1] & object, boolean?]>([
    ['no token', { headers: { authorization: '' } }],
    ['a wrong token', { headers: { authorization: '0'.repeat(64) } }],
    ['the token with a word before it', { headers: {} }, true],
    ['the name localhost as its host', { headers: { host: 'localhost' } }],
    ['another name as its host', { headers: { host: 'evil.example' } }],
    ['an Origin', { headers: { origin: 'http://127.0.0.1' } }],
    ['an Origin of an extension', { headers: { origin: 'null' } }],
    ['Sec-Fetch-Site', { headers: { 'sec-fetch-site': 'none' } }],
    ['Sec-Fetch-Mode', { headers: { 'sec-fetch-mode': 'no-cors' } }],
    ['the method POST', { method: 'POST' }],
    ['the method HEAD', { method: 'HEAD' }],
    ['the method OPTIONS', { method: 'OPTIONS' }],
    ['another path', { path: '/' }],
    ['a query', { path: '?' }],
  ])('attack 73: refuses a request with %s, and gives no key', async (what, change, isPrefixed) => {
    await LiveHost.serving(sandbox);
    const opened = await open();
    const { port } = opened.url;
    const headers: Record<string, string> = { ...change.headers };
    if (headers.host) headers.host += `:${port}`;
    if (isPrefixed) headers.authorization = `Bearer ${opened.token}`;
    const path = change.path === '?' ? `${opened.url.pathname}?a=b` : (change.path ?? opened.url.pathname);
    const { status, text } = await send(opened, { ...change, path, headers });
    expect({ what, status, text }).toEqual({ what, status: 403, text: '' });
    // The same request succeeds if the test does not change it.
    expect(await send(opened)).toMatchObject({ status: 200 });
  });

  it('attack 73: refuses a request with two Host headers or with two tokens', async () => {
    await LiveHost.serving(sandbox);
    const { url, token } = await open();
    const ask = (lines: readonly string[]) =>
      new Promise<string>((resolve) => {
        let text = '';
        const socket = connect(Number(url.port), url.hostname);
        socket.on('data', (chunk) => {
          text += chunk;
        });
        socket.on('error', () => {});
        socket.on('close', () => resolve(text));
        socket.write(`${[`GET ${url.pathname} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`);
      });
    const [host, good] = [`Host: ${url.host}`, `Authorization: ${token}`];
    expect(await ask([host, good])).toMatch(/^HTTP\/1\.1 200 /);
    for (const lines of [
      [host, 'Host: evil.example', good],
      ['Host: evil.example', host, good],
      [host, good, 'Authorization: x'],
      [host, 'Authorization: x', good],
      [good],
    ]) {
      const answer = await ask(lines);
      expect(answer).toMatch(/^HTTP\/1\.1 40[03] /);
      expect(hasSecret(answer)).toBe(false);
    }
  });

  it('closes connections that send nothing, or only a part of a request', async () => {
    await LiveHost.serving(sandbox);
    const opened = await open();
    const port = Number(opened.url.port);
    const ended = ['', 'GET / HTTP/1.1\r\nHost: x'].map(
      (text) =>
        new Promise<boolean>((resolve) => {
          const socket = connect(port, opened.url.hostname).on('error', () => {});
          socket.on('close', () => resolve(true)).resume();
          socket.write(text);
        }),
    );
    expect(await Promise.all(ended)).toEqual([true, true]);
    expect(await send(opened)).toMatchObject({ status: 200 });
  });

  it('attack 73: listens only on 127.0.0.1, and only until the command ends', async () => {
    await LiveHost.serving(sandbox);
    const opened = await open();
    const port = Number(opened.url.port);
    const hex = port.toString(16).toUpperCase().padStart(4, '0');
    const listening = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) =>
      readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => new RegExp(`^ *\\d+: [0-9A-F]+:${hex} 0+:0000 0A `).test(line)),
    );
    expect(listening).toEqual([expect.stringContaining(`0100007F:${hex}`)]);
    expect(await opened.command.end()).toMatchObject({ code: 7 });
    await expect(send(opened)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('attack 73: puts the token and the keys on no command line and into no file', async () => {
    const host = await LiveHost.serving(sandbox);
    const { command, token, env } = await open();
    const lines = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        } catch {
          return '';
        }
      });
    expect(lines.some((line) => line.includes('--endpoint'))).toBe(true);
    expect(lines.filter((line) => line.includes(token) || hasSecret(line))).toEqual([]);
    // The host writes into a file that the profile was used. When the host has ended, the files no longer change.
    await host.end();
    const files = readdirSync(sandbox.home, { recursive: true, withFileTypes: true, encoding: 'utf8' })
      .filter((each) => each.isFile())
      .map((each) => readFileSync(join(each.parentPath, each.name), 'utf8'));
    expect(files.length).toBeGreaterThan(1);
    expect(files.filter((text) => text.includes(token) || hasSecret(text))).toEqual([]);
    expect(hasSecret(JSON.stringify(env))).toBe(false);
    const { stderr } = await command.end();
    expect(stderr).toBe('');
  });

  it('hides the AWS files from the command, and removes variables that AWS tools would use instead of the endpoint', async () => {
    await LiveHost.serving(sandbox);
    const left = {
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_SESSION_TOKEN: 'x',
      AWS_SECURITY_TOKEN: 'x',
      AWS_CREDENTIAL_EXPIRATION: 'x',
      AWS_PROFILE: 'x',
      AWS_DEFAULT_PROFILE: 'x',
      AWS_WEB_IDENTITY_TOKEN_FILE: 'x',
      AWS_ROLE_ARN: 'x',
      AWS_CREDENTIAL_FILE: 'x',
      AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/x',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://x',
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'x',
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: 'x',
      AWS_REGION: 'x',
    };
    const { command, env } = await open(['dev'], left);
    const names = Object.keys(env).filter((name) => name.startsWith('AWS_') || name.startsWith('BOTO'));
    expect(names.toSorted()).toEqual([
      'AWS_CONFIG_FILE',
      'AWS_CONTAINER_AUTHORIZATION_TOKEN',
      'AWS_CONTAINER_CREDENTIALS_FULL_URI',
      'AWS_DEFAULT_REGION',
      'AWS_REGION',
      'AWS_SHARED_CREDENTIALS_FILE',
      'BOTO_CONFIG',
    ]);
    expect(env).toMatchObject({ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1' });
    const file = env.AWS_CONFIG_FILE ?? '';
    expect([env.AWS_SHARED_CREDENTIALS_FILE, env.BOTO_CONFIG]).toEqual([file, file]);
    expect(readFileSync(file, 'utf8')).toBe('');
    expect([statSync(file).mode & 0o777, statSync(join(file, '..')).mode & 0o777]).toEqual([0o400, 0o700]);
    await command.end();
    expect(statSync(join(file, '..'), { throwIfNoEntry: false })).toBeUndefined();
  });

  it('attack 73: adds 127.0.0.1 to NO_PROXY, so that no proxy gets the token, and keeps the other entries', async () => {
    await LiveHost.serving(sandbox);
    const proxy = { HTTPS_PROXY: 'http://proxy.example:3128' };
    expect((await open(['dev'], proxy)).env).toMatchObject({ NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' });
    const listed = 'intranet.example,127.0.0.1';
    const withList = await open(['dev'], { ...proxy, no_proxy: 'intranet.example' });
    expect(withList.env).toMatchObject({ NO_PROXY: listed, no_proxy: listed });
    expect((await open()).env).not.toHaveProperty('NO_PROXY');
  });

  it('with --keep-files, lets the command read the AWS files', async () => {
    await LiveHost.serving(sandbox);
    const { env } = await open(['dev', '--keep-files'], { AWS_CONFIG_FILE: sandbox.config, AWS_PROFILE: 'x' });
    expect(env).toMatchObject({ AWS_CONFIG_FILE: sandbox.config });
    for (const gone of ['AWS_SHARED_CREDENTIALS_FILE', 'BOTO_CONFIG', 'AWS_PROFILE'])
      expect(env).not.toHaveProperty(gone);
    const wrong = await RunningCommand.start(['exec', 'dev', '--keep-files', '--', 'true'], sandbox.env);
    expect(await wrong.ended).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--keep-files needs --endpoint'),
    });
  });

  it('gives new keys when the old keys are valid for less than 15 minutes', async () => {
    const host = await LiveHost.serving(sandbox);
    let mark = 'one';
    let minutes = 14;
    host.respond = () => ({
      ok: true,
      accountId: ACCOUNT,
      credentials: { ...keysFor(mark), expiration: Date.now() + minutes * 60_000 },
    });
    const opened = await open();
    const keyId = async () => JSON.parse((await send(opened)).text).AccessKeyId;
    expect(await keyId()).toBe(keysFor('one').accessKeyId);
    [mark, minutes] = ['two', 60];
    // While the old keys are valid, the endpoint waits only a short time for new keys. So it can return the old keys.
    await until(async () => (await keyId()) === keysFor('two').accessKeyId);
    const asked = host.ofKind('live-credentials').length;
    expect(await keyId()).toBe(keysFor('two').accessKeyId);
    expect(host.ofKind('live-credentials')).toHaveLength(asked);
  });

  it('if it gets no new keys, gives the old keys while they are valid; shortly before they expire, gives a sentence with the reason', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = () => keysReply(ACCOUNT, Date.now() + 10 * 60_000);
    const opened = await open();
    host.respond = () => null;
    expect(await send(opened)).toMatchObject({ status: 200 });
    await host.end();
    expect(await send(opened)).toMatchObject({ status: 200 });
    await opened.command.end();

    const other = await LiveHost.serving(sandbox);
    other.respond = () => keysReply(ACCOUNT, Date.now() + 20_000);
    const short = await open();
    other.respond = () => refusal('LIVE_SIGN_IN', 'The portal session has ended. ASIAABCDEFGHIJKLMNOP');
    const { status, text } = await send(short);
    expect({ status, ...JSON.parse(text) }).toEqual({
      status: 400,
      code: 'LIVE_SIGN_IN',
      message: 'The portal session has ended. ASIA…',
    });
  });

  it('sends one request to the browser if it gets many requests at once', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = () => keysReply(ACCOUNT, Date.now() + 14 * 60_000);
    const opened = await open();
    const before = host.ofKind('live-credentials').length;
    let isAsked = false;
    const answers: (() => void)[] = [];
    host.respond = (request) => {
      isAsked = true;
      answers.push(() => host.write({ v: 1, id: request.id, ...keysReply() }));
      return null;
    };
    const all = Promise.all(Array.from({ length: 20 }, () => send(opened)));
    await until(() => isAsked);
    for (const answer of answers) answer();
    expect((await all).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(host.ofKind('live-credentials').length - before).toBe(1);
  });

  it('does not start the command if the browser refuses', async () => {
    const host = await LiveHost.serving(sandbox);
    host.respond = () => refusal('LIVE_REFUSED', 'Keyferry gives out no keys for the profile dev now.');
    const command = await RunningCommand.start(['exec', '--endpoint', 'dev', '--', 'echo', 'ran'], sandbox.env);
    expect(await command.ended).toEqual({
      code: 1,
      stdout: '',
      stderr: 'keyferry: Keyferry gives out no keys for the profile dev now.\n',
    });
  });

  it('gives the keys of a profile in the credentials file, and gives the new keys after the profile was renewed', async () => {
    const section = (mark: string, minutes: number) => {
      const { accessKeyId, secretAccessKey, sessionToken } = keysFor(mark);
      const expires = new Date(Date.now() + minutes * 60_000).toISOString();
      return `[keys]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\naws_session_token = ${sessionToken}\nx_security_token_expires = ${expires}\n`;
    };
    sandbox.put(sandbox.credentials, section('one', 10));
    const opened = await open(['keys']);
    expect(JSON.parse((await send(opened)).text).AccessKeyId).toBe(keysFor('one').accessKeyId);
    sandbox.put(sandbox.credentials, section('two', 60));
    await until(async () => JSON.parse((await send(opened)).text).AccessKeyId === keysFor('two').accessKeyId);
  });

  it('gives no keys if the profile gets keys of another account after the start of the command', async () => {
    const section = (mark: string, minutes: number, account: string) => {
      const { accessKeyId, secretAccessKey, sessionToken } = keysFor(mark);
      const expires = new Date(Date.now() + minutes * 60_000).toISOString();
      const marker = `x_keyferry = 1 ${account} Admin https://demo.awsapps.com/start`;
      return `[keys]\n${marker}\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\naws_session_token = ${sessionToken}\nx_security_token_expires = ${expires}\n`;
    };
    sandbox.put(sandbox.credentials, section('one', 0.4, ACCOUNT));
    const opened = await open(['keys']);
    sandbox.put(sandbox.credentials, section('two', 60, '999988887777'));
    const { status, text } = await send(opened);
    expect({ status, ...JSON.parse(text) }).toMatchObject({ status: 400, code: 'LIVE_OTHER_ACCOUNT' });
    sandbox.put(sandbox.credentials, section('three', 60, ACCOUNT));
    expect(JSON.parse((await send(opened)).text).AccessKeyId).toBe(keysFor('three').accessKeyId);
  });

  it('refuses a profile whose keys do not expire', async () => {
    sandbox.put(sandbox.credentials, '[old]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = EXAMPLE\n');
    const command = await RunningCommand.start(['exec', '--endpoint', 'old', '--', 'echo', 'ran'], sandbox.env);
    expect(await command.ended).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('not temporary keys with a known expiry'),
    });
  });

  it.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
    'passes the signal %s on to the command, and closes the endpoint when the command has ended',
    async (signal) => {
      await LiveHost.serving(sandbox);
      const opened = await open();
      opened.command.child.kill(signal);
      const { code } = await opened.command.ended;
      expect(code).toBe(128 + { SIGTERM: 15, SIGHUP: 1, SIGINT: 2 }[signal]);
      await expect(send(opened)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      expect(statSync(opened.env.AWS_CONFIG_FILE ?? '', { throwIfNoEntry: false })).toBeUndefined();
    },
  );
});
