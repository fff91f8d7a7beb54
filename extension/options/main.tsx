import { render } from 'preact';
import { VIEW_KEY } from '#core/protocol/view.ts';
import { api } from '../ui/browser-api.ts';
import { OptionsPage } from './options-page.tsx';

const root = document.getElementById('app');
const view = (await api.storage.session.get(VIEW_KEY))[VIEW_KEY];
if (root) render(<OptionsPage storedView={view} />, root);
