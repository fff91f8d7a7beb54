import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';
import { POPUP_PATH } from '../e2e/rig/browser-rig.ts';

export const EMPTY_PATH = 'empty/index.html';

const ENTRY = 'virtual:empty-popup';
const SCRIPT = `
import { h, render } from 'preact';
render(h('p', { role: 'option' }, 'Nothing here'), document.getElementById('app'));
`;
const page = (probe: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    ${probe}
    <script type="module" src="./main.js"></script>
  </head>
  <body><div id="app"></div></body>
</html>
`;

/** This script records in the page when the browser has painted the first role. */
const PROBE = `
const watch = new MutationObserver(() => {
  if (!document.querySelector('[role=option]')) return;
  watch.disconnect();
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { globalThis.shownAt = performance.timeOrigin + performance.now(); };
    port2.postMessage(null);
  });
});
watch.observe(document, { childList: true, subtree: true });
`;

const entry: Plugin = {
  name: 'keyferry:empty-popup',
  resolveId: (id) => (id === ENTRY ? join(process.cwd(), 'empty-popup.js') : null),
  load: (id) => (id.endsWith('/empty-popup.js') ? SCRIPT : null),
};

/**
 * Copies the built extension and adds an empty page with preact. The popup and the empty page get the same script,
 * which records the time.
 */
export async function copyWithEmptyPopup(): Promise<{ readonly folder: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'keyferry-bench-'));
  cpSync('dist/chrome', folder, { recursive: true });
  writeFileSync(join(folder, 'probe.js'), PROBE);
  const probe = '<script src="/probe.js"></script>';
  const popup = join(folder, POPUP_PATH);
  writeFileSync(popup, readFileSync(popup, 'utf8').replace('<head>', `<head>${probe}`));
  await build({
    configFile: false,
    logLevel: 'warn',
    plugins: [entry],
    build: {
      outDir: join(folder, 'empty'),
      emptyOutDir: true,
      modulePreload: false,
      rolldownOptions: { input: { main: ENTRY }, output: { entryFileNames: '[name].js' } },
    },
  });
  mkdirSync(join(folder, 'empty'), { recursive: true });
  writeFileSync(join(folder, EMPTY_PATH), page(probe));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
