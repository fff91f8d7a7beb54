import { render } from 'preact';
import { api } from '../ui/browser-api.ts';
import { loadInstallCommand } from '../ui/install-line.tsx';
import { App } from './app.tsx';
import { readCopyFormats } from './role/copy-formats.ts';
import { holdPopupPort } from './shell/popup-port.ts';
import { readStored } from './shell/stored.ts';

// A tab may be narrower than the popup.
if (!api.extension.getViews({ type: 'popup' }).includes(window)) document.documentElement.dataset.place = 'tab';
const root = document.getElementById('app');
const [stored, formats] = await Promise.all([readStored(), readCopyFormats()]);
const installCommand = loadInstallCommand();
// The first render shows the command, so it waits for it; nothing moves later.
if (stored.view?.host.state === 'failed') await installCommand;
if (root) render(<App stored={stored} formats={formats} />, root);
holdPopupPort();
