import type { Browser, Page } from 'puppeteer-core';
import type { FoundBrowser } from '../../../scripts/find-browsers.ts';
import type { PortalEmulator } from '../../portal-emulator/index.ts';
import type { ThrowawayHome } from './throwaway.ts';

export interface RigOptions {
  readonly emulator: PortalEmulator;
  /** The home folder. If this option is missing, a new home folder is made, and it is removed at the end. */
  readonly home?: ThrowawayHome;
  /** The folder of the unpacked extension. If this option is missing, the built extension is used. */
  readonly extension?: string;
  /** Whether the extension is already in the browser's profile. Then the extension starts together with the browser. */
  readonly isInProfile?: boolean;
  /** Whether the extension is allowed in private windows. */
  readonly isPrivateAllowed?: boolean;
  /**
   * If true, the built host is registered before the browser starts. If this option is a function, the function
   * registers another host.
   */
  readonly host?: boolean | ((home: ThrowawayHome, installArguments: readonly string[]) => void);
  /** A function that is called with the browser before the extension is installed. */
  readonly before?: (browser: Browser) => Promise<void>;
  /** The browser to start. If this option is missing, the first installed browser of the right kind is started. */
  readonly found?: FoundBrowser;
  /** The path of the browser's profile folder, relative to the home folder. */
  readonly profile?: string;
  /**
   * The arguments of `keyferry install`. If this option is missing, `keyferry install` registers the host only for the
   * profile of this browser.
   */
  readonly installArguments?: readonly string[];
  readonly headless?: boolean;
  readonly dark?: boolean;
}

/**
 * A running browser with the built extension and the native host. The portal emulator answers under AWS's host names.
 */
export interface BrowserRig {
  readonly kind: 'chrome' | 'firefox';
  readonly browser: Browser;
  readonly home: ThrowawayHome;
  /** The browser's profile folder, in which a test searches for leaked secrets. */
  readonly profileDirectory: string;
  /** The origin of the extension's pages: `chrome-extension://<id>` or `moz-extension://<uuid>`. */
  readonly extensionOrigin: string;
  /** Opens the popup's page in a tab. */
  openPopupTab(): Promise<Page>;
  /** Opens another page of the extension in a tab. */
  openExtensionPage(path: string): Promise<Page>;
  close(): Promise<void>;
}

export const POPUP_PATH = 'extension/popup/index.html';
export const OPTIONS_PATH = 'extension/options/index.html';
export const QUESTION_PATH = 'extension/question/index.html';
