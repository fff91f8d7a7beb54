import { readFileSync, writeFileSync } from 'node:fs';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSections } from '#core/ini/document.ts';
import { findOption, press, signIn } from '../e2e/rig/actions.ts';
import { type ChromiumRig, launchChromium } from '../e2e/rig/chromium.ts';
import { type LiveClientProgram, liveClients } from '../e2e/rig/live-clients.ts';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { randomNumbers } from '../random-numbers.ts';
import { until } from '../waiting.ts';
import { type Memory, measureMemory } from './memory.ts';
import { FRESH, LIVE, setUpProfiles } from './set-up.ts';
import { calm, troublesOf } from './troubles.ts';

/**
 * This test renews and uses many profiles for a long time while things go wrong. `npm run verify:long-run` sets the
 * variables of this test. It also prints the log and writes it into docs/VERIFICATION.md.
 */

const MINUTES = Number(process.env.KEYFERRY_LONG_RUN_MINUTES ?? 30);
const SEED = Number(process.env.KEYFERRY_LONG_RUN_SEED ?? 1);
const RESULT = process.env.KEYFERRY_LONG_RUN_RESULT;
/** How long keys are valid, in ms. */
const LIFE_MS = 120_000;
const ASK_EVERY_MS = 10_000;
const TROUBLE_EVERY_MS = 8_000;
/** After the last trouble, Keyferry must make every profile fresh again within this number of ms. */
const CALM_MS = 300_000;
/**
 * The test fails if the used memory grows by more than this number of MB. The short form of the test ends too early to
 * notice slow growth.
 */
const MOST_GROWTH_MB = 8;
/** Finds a sentence from Keyferry in the error output of a client. */
const SENTENCE = /keyferry: [A-Z][^\n]*[.]/;

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

describe(`${FRESH} fresh and ${LIVE} live profiles for ${MINUTES} minutes with troubles (seed ${SEED})`, () => {
  let emulator: PortalEmulator;
  let rig: ChromiumRig;
  let popup: Page;
  let portal: Page;
  let clients: readonly LiveClientProgram[] = [];
  let names: readonly string[] = [];
  const troubles: Record<string, number> = {};
  const memory: Memory[] = [];
  const answers = { keys: 0, sentences: 0 };
  const wrong: string[] = [];

  const sections = () => readSections(readFileSync(rig.home.credentialsFile, 'utf8'));

  /** Records each fresh profile that is missing in the file, or that has lost some of its lines. */
  function look(): void {
    const found = new Map(sections().map(({ name, values }) => [name, values]));
    const lost = names
      .slice(0, FRESH)
      .filter((name) => !found.get(name)?.has('aws_session_token') || !found.get(name)?.has('x_keyferry'));
    if (lost.length > 0) wrong.push(`the file lacks ${lost.join(', ')}`);
  }

  async function ask(client: LiveClientProgram, profile: string): Promise<void> {
    try {
      const answer = await client.ask(profile);
      if (!/ASIA|AWSReservedSSO_|^\{"Version/.test(answer)) wrong.push(`${client.name} got ${answer.slice(0, 80)}`);
      else answers.keys += 1;
    } catch (error) {
      const said = (error as { stderr?: string }).stderr ?? String(error);
      if (SENTENCE.test(said)) answers.sentences += 1;
      else wrong.push(`${client.name} said no sentence of Keyferry: ${said.slice(-300)}`);
    }
  }

  /** Asks for the keys of every live profile every 10 s, each time with the next client. */
  async function askUntil(end: number): Promise<void> {
    for (let round = 0; Date.now() < end; round++) {
      const next = Date.now() + ASK_EVERY_MS;
      await Promise.all(
        names.slice(FRESH).map((name, nth) => {
          const client = clients[(round + nth) % clients.length];
          return client && ask(client, name);
        }),
      );
      look();
      await pause(Math.max(0, next - Date.now()));
    }
  }

  async function troubleUntil(end: number): Promise<void> {
    const random = randomNumbers(SEED);
    const all = Object.entries(troublesOf(emulator, rig, portal));
    while (Date.now() < end) {
      const [name, begin] = all[Math.floor(random() * all.length)] ?? [];
      if (!name || !begin) continue;
      troubles[name] = (troubles[name] ?? 0) + 1;
      await begin();
      await pause(TROUBLE_EVERY_MS * (0.5 + random()));
      memory.push(await measureMemory(rig, popup));
    }
  }

  /** The number of fresh profiles whose keys are valid for at least another 20 s. */
  const valid = () =>
    sections().filter(({ name, values }) => {
      const end = Date.parse(values.get('x_security_token_expires') ?? '');
      return name.startsWith('fresh-') && end > Date.now() + 20_000;
    }).length;

  beforeAll(async () => {
    emulator = await startPortalEmulator({ roleSessionMs: LIFE_MS });
    rig = await launchChromium({ emulator });
    clients = liveClients(emulator, rig.home).filter(({ missing }) => missing === null);
    portal = await signIn(rig, emulator.startUrl);
    popup = await rig.openPopupTab();
    await press(popup, 'button', 'Use this portal');
    await findOption(popup, /sandbox.*Admin/);
    names = await setUpProfiles(popup, emulator);
  });
  afterAll(async () => {
    const counts = { minutes: MINUTES, seed: SEED, clients: clients.map(({ name }) => name), troubles, answers, wrong };
    if (RESULT) writeFileSync(RESULT, JSON.stringify({ ...counts, memory }));
    await rig?.close();
    await emulator?.close();
  });

  it('stay complete in the file, and every failed request shows a sentence of Keyferry', {
    timeout: (MINUTES + 10) * 60_000,
  }, async () => {
    const end = Date.now() + MINUTES * 60_000;
    await Promise.all([askUntil(end), troubleUntil(end)]);
    calm(emulator);
    expect(wrong).toEqual([]);
    expect(answers.keys).toBeGreaterThan(0);
    expect(await until(() => valid() === FRESH, CALM_MS)).toBe(true);
    for (const name of names.slice(FRESH)) {
      const [client] = clients;
      await until(async () => /AWSReservedSSO_/.test((await client?.ask(name)) ?? ''), CALM_MS);
    }
  });

  it.each(['worker', 'host', 'popup'] as const)('do not increase the memory of the %s', (part) => {
    const measured = memory.flatMap((each) => each[part] ?? []);
    expect(measured.length).toBeGreaterThan(0);
    const quarter = Math.max(1, Math.floor(measured.length / 4));
    const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
    expect(mean(measured.slice(-quarter)) - mean(measured.slice(0, quarter))).toBeLessThan(MOST_GROWTH_MB);
  });
});
