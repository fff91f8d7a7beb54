import { cardScreens } from './screens/card.ts';
import type { ScreenCase } from './screens/case.ts';
import { cliScreens } from './screens/cli.ts';
import { hostScreens } from './screens/host.ts';
import { listScreens } from './screens/list.ts';
import { liveScreens } from './screens/live.ts';
import { optionsScreens } from './screens/options.ts';
import { portalScreens } from './screens/portal.ts';
import { questionScreens } from './screens/question.ts';
import { recentScreens } from './screens/recent.ts';
import { severalScreens } from './screens/several.ts';

/** All screens that the tests check. The tests can also make pictures of these screens. */
export const screens: readonly ScreenCase[] = [
  ...portalScreens,
  ...listScreens,
  ...recentScreens,
  ...hostScreens,
  ...severalScreens,
  ...cliScreens,
  ...cardScreens,
  ...liveScreens,
  ...optionsScreens,
  ...questionScreens,
];
