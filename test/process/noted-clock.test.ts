import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HOUR, own, read, write } from './rig/aws-files.ts';
import { world } from './rig/each-world.ts';
import { askOnce } from './rig/host.ts';
import type { Sandbox } from './rig/sandbox.ts';

const MINUTE = 60_000;
const clockFile = () => world.path('.local/share/keyferry/clock.json');

/** Sends the host the time by which the computer's clock is ahead of the portal's clock, as the extension does. */
async function note(aheadMs: unknown) {
  const { reply } = await askOnce(
    { env: world.env() } as Sandbox,
    { v: 1, id: 3, kind: 'note-clock', aheadMs } as never,
  );
  return reply;
}

const WARNING = 'The clock of this computer is 120 minutes ahead of the portal’s.';
const EXEC = ['exec', 'dev', '--', process.execPath, '-e', ''];

describe('a computer whose clock differs from the portal’s clock', () => {
  it('the host stores the difference of the clocks in a file that only the user can read', async () => {
    expect(await note(2 * HOUR)).toEqual({ v: 1, id: 3, ok: true });
    expect(statSync(clockFile()).mode & 0o777).toBe(0o600);
    expect(await note(0)).toEqual({ v: 1, id: 3, ok: true });
    expect(existsSync(clockFile())).toBe(false);
  });

  it.each([1.5, 1e14, '1', null, undefined])(
    'attack 18: the host refuses the invalid clock difference %j',
    async (aheadMs) => {
      expect(await note(aheadMs)).toMatchObject({ ok: false, code: 'BAD_REQUEST' });
      expect(existsSync(clockFile())).toBe(false);
    },
  );

  it('env, exec and clean accept keys that are valid for one more hour by the portal’s clock', async () => {
    write(own('dev', -HOUR));
    for (const args of [['env', 'dev'], EXEC]) expect(world.keyferry(args).status, args[0]).toBe(1);
    await note(2 * HOUR);
    for (const args of [['env', 'dev'], EXEC]) expect(world.keyferry(args).status, args[0]).toBe(0);
    expect(world.keyferry(['clean']).stdout).toBe('');
    expect(read()).toContain('[dev]');
  });

  it('env refuses keys that have expired by the portal’s clock, if the computer’s clock is behind', async () => {
    write(own('dev', HOUR));
    expect(world.keyferry(['env', 'dev']).status).toBe(0);
    await note(-2 * HOUR);
    expect(world.keyferry(['env', 'dev'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('1 h 0 min ago'),
    });
    expect(world.keyferry(['clean']).stdout).toBe('dev\n');
  });

  it('env --min-ttl and the warning of exec use the time that is really left', async () => {
    write(own('dev', -2 * HOUR + 10 * MINUTE));
    await note(2 * HOUR);
    expect(world.keyferry(['env', 'dev', '--min-ttl', '15m'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('expire in 9 min'),
    });
    expect(world.keyferry(EXEC).stderr).toContain('expire in 9 min');
  });

  it('status shows the time that is really left, and the difference of the clocks', async () => {
    write(own('dev', -HOUR + 55_000));
    await note(2 * HOUR);
    const { stdout, stderr } = world.keyferry(['status']);
    expect(stdout).toMatch(/^dev +.* 1 h 0 min$/m);
    expect(stderr).toContain(WARNING);
    const { data } = world.json(['status']);
    expect(data.profiles).toMatchObject([{ name: 'dev', expired: false }]);
    expect(data.profiles[0].secondsLeft).toBeGreaterThan(HOUR / 1000 - 60);
  });

  it('exec and doctor report the difference of the clocks, with a remedy', async () => {
    write(own('dev', HOUR));
    expect(world.keyferry(EXEC).stderr).not.toContain('The clock');
    expect(world.json(['doctor']).data.checks.map(({ id }: { id: string }) => id)).not.toContain('clock');
    await note(2 * HOUR);
    expect(world.keyferry(EXEC).stderr).toContain(`${WARNING} Turn on automatic time`);
    expect(world.json(['doctor']).data.checks).toContainEqual({
      id: 'clock',
      severity: 'warning',
      sentence: WARNING,
      remedy: expect.stringContaining('Turn on automatic time'),
    });
    expect(world.keyferry(['doctor', '--report']).stdout).toContain(WARNING);
  });

  it('exec does not mention a difference of up to two minutes', async () => {
    write(own('dev', HOUR));
    await note(-2 * MINUTE);
    expect(world.keyferry(EXEC).stderr).not.toContain('The clock');
    await note(-3 * MINUTE);
    expect(world.keyferry(EXEC).stderr).toContain('3 minutes behind');
  });

  it('uninstall removes the file with the difference of the clocks', async () => {
    mkdirSync(world.path('.local/share/keyferry'), { recursive: true });
    await note(HOUR);
    expect(existsSync(clockFile())).toBe(true);
    expect(world.keyferry(['uninstall']).status).toBe(0);
    expect(existsSync(join(clockFile()))).toBe(false);
  });
});
