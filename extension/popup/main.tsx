import { render } from 'preact';
import { App } from './app.tsx';
import { loadOneStep } from './lazy-one-step.ts';
import { bePresent } from './presence.ts';
import { screenFor } from './screen.ts';
import { readStored } from './stored.ts';

const root = document.getElementById('app');
const stored = await readStored();
if (screenFor(stored.view, stored.index, null).is !== 'list') await loadOneStep();
if (root) render(<App stored={stored} />, root);
bePresent();
