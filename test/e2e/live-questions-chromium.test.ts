import { describeLiveQuestions } from './live-questions.ts';
import { launchChromium } from './rig/chromium.ts';

describeLiveQuestions('Chromium', launchChromium);
