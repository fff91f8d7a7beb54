import { render } from 'preact';
import { QuestionPage } from './question-page.tsx';

const root = document.getElementById('app');
if (root) render(<QuestionPage />, root);
