import { render } from 'preact';
import { api } from '../ui/browser-api.ts';
import { loadInstallCommand } from '../ui/install-line.tsx';
import { App } from './app.tsx';
import { readCopyFormats } from './role/copy-formats.ts';
import { keepOpenOnEscape } from './shell/escape-key.ts';
import { holdPopupPort } from './shell/popup-port.ts';
import { readStored } from './shell/stored.ts';

// In a tab, the page may be narrower than the popup.
if (!api.extension.getViews({ type: 'popup' }).includes(window)) document.documentElement.dataset.place = 'tab';
const root = document.getElementById('app');
const [stored, formats] = await Promise.all([readStored(), readCopyFormats()]);
// Waits for the command: the banner about a missing host shows it in the first render, and nothing moves later.
if (stored.view?.host.state === 'failed') await loadInstallCommand();
if (root) render(<App stored={stored} formats={formats} />, root);
void loadInstallCommand();
keepOpenOnEscape();
holdPopupPort();
