import { describeLiveQuestions } from './live-questions.ts';
import { launchFirefox } from './rig/firefox.ts';

describeLiveQuestions('Firefox', launchFirefox);
