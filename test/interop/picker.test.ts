import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { builtHost } from '../process/rig/sandbox.ts';
import { putKeptList, putRoles } from '../process/rig/terminal-roles.ts';
import { bareEnvironment, throwawayHome } from './real-shells.ts';
import { Terminal, whyNoTerminal } from './terminal-rig.ts';

let program = '';
let place: ReturnType<typeof throwawayHome>;
let terminal: Terminal;
beforeAll(async () => {
  program = await builtHost();
});
beforeEach(() => {
  place = throwawayHome();
  putRoles(place.home);
});
afterEach(() => {
  terminal.close();
  place.remove();
});

/** Starts a bash that has loaded the output of `shell-init`, in a terminal of this size. */
async function open(size = { columns: 100, rows: 30 }, extra: Record<string, string> = {}): Promise<Terminal> {
  terminal = new Terminal(['bash', '--norc', '--noprofile'], bareEnvironment(place.home, extra), size);
  terminal.run(`eval "$(${process.execPath} ${program} shell-init bash)"; clear; echo ready-now`);
  await terminal.shows(/^ready-now$/m);
  return terminal;
}

const lakes = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    accountId: String(700_000_000_000 + at),
    accountName: `Lake ${at}`,
    roles: [{ roleName: 'Reader', name: `lake-${at}` }],
  }));

describe.skipIf(whyNoTerminal !== '')(`the picker of keyferry use${whyNoTerminal}`, () => {
  it('works with arrow keys and Enter, marks production accounts, and restores the screen at the end', async () => {
    const shell = await open();
    shell.run('keyferry use');
    const list = await shell.shows(/^Role:/m);
    expect(list).toMatch(/3 of 3/);
    expect(list).toMatch(/^ {2}! shop/m);
    shell.press('Down');
    const chosen = /^> .. ?(\S+)/m.exec(await shell.shows(/^>/m));
    expect(chosen).not.toBeNull();
    shell.type('shop');
    await shell.shows(/^> ! shop/m);
    shell.press('Enter');
    const after = await shell.shows(/shop: Admin in Shop \(444455556666\), PRODUCTION\./);
    expect(after).toMatch(/^ready-now$/m);
    expect(after).not.toMatch(/^Role:/m);
    shell.run('echo "[$AWS_PROFILE $AWS_REGION]"');
    await shell.shows(/^\[shop us-east-1\]$/m);
  });

  it.each([
    ['Escape', 1],
    ['C-c', 130],
  ])('the key %s closes the picker with status %i and does not change the profile', async (key, status) => {
    const shell = await open();
    shell.run('AWS_PROFILE=mine; keyferry use admin');
    await shell.shows(/^Role: admin$/m);
    shell.press(key);
    await shell.shows(/^ready-now$/m);
    shell.run('echo "[$? $AWS_PROFILE]"');
    await shell.shows(new RegExp(`^\\[${status} mine\\]$`, 'm'));
    // After the picker, programs must get their input line by line again. So the terminal must be in canonical mode
    // again.
    shell.run("stty -a | tr ' ' '\\n' | grep -x icanon");
    await shell.shows(/^icanon$/m);
  });

  it('searches 900 roles, adapts to a new window size, and asks the browser to set up a role without a profile', async () => {
    putKeptList(place.home, lakes(897));
    const shell = await open();
    shell.run('keyferry use');
    await shell.shows(/900 of 900/);
    shell.resize(30, 8);
    const narrow = await shell.shows(/^>/m);
    for (const line of narrow.split('\n')) expect(line.length).toBeLessThanOrEqual(30);
    shell.type('lake 512');
    await shell.shows(/^> +- +Reader/m);
    shell.resize(120, 30);
    await shell.shows(/^> +- +Reader +Lake 512 +700000000512 +not set up/m);
    shell.press('Enter');
    // No browser runs in this test, so the command fails.
    await shell.shows(/No browser with Keyferry answers\. Start the browser, then run the command again\./);
  });

  it('has no colours if NO_COLOR is set, and does not open if TERM is `dumb`', async () => {
    const shell = await open(undefined, { NO_COLOR: '1' });
    shell.run('keyferry use');
    await shell.shows(/^> .+$/m);
    expect(shell.colours()).not.toContain('\u001b[');
    shell.press('Escape');
    await shell.shows(/^ready-now$/m);
    shell.run('TERM=dumb keyferry use admin');
    await shell.shows(/2 roles match admin, among them/);
  });
});
