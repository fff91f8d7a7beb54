import type { Browser, Page } from 'puppeteer-core';
import type { FoundBrowser } from '../../../scripts/find-browsers.ts';
import type { PortalEmulator } from '../../portal-emulator/index.ts';
import type { ThrowawayHome } from './throwaway.ts';

export interface RigOptions {
  readonly emulator: PortalEmulator;
  /** Made and removed by the rig when left out. */
  readonly home?: ThrowawayHome;
  /** Folder of the unpacked extension; the built one when left out. */
  readonly extension?: string;
  /** Whether the native host is registered before the browser starts; or what registers another one than the built. */
  readonly host?: boolean | ((home: ThrowawayHome, installArguments: readonly string[]) => void);
  /** Done in the browser before the extension is installed. */
  readonly before?: (browser: Browser) => Promise<void>;
  /** Which browser; the first of its kind on this machine when left out. */
  readonly found?: FoundBrowser;
  /** The browser's own folder, below the home folder. */
  readonly profile?: string;
  /** What `keyferry install` is told; the profile of this browser alone when left out. */
  readonly installArguments?: readonly string[];
  readonly headless?: boolean;
  readonly dark?: boolean;
}

/** A browser with the built extension, its host, and a portal that answers under AWS's names. */
export interface BrowserRig {
  readonly kind: 'chrome' | 'firefox';
  readonly browser: Browser;
  readonly home: ThrowawayHome;
  /** The browser's own folder, where canaries are looked for. */
  readonly profileDirectory: string;
  /** `chrome-extension://<id>` or `moz-extension://<uuid>`. */
  readonly extensionOrigin: string;
  /** Opens the popup's page in a tab. */
  openPopupTab(): Promise<Page>;
  /** Opens another page of the extension in a tab. */
  openExtensionPage(path: string): Promise<Page>;
  close(): Promise<void>;
}

export const POPUP_PATH = 'extension/popup/index.html';
export const OPTIONS_PATH = 'extension/options/index.html';
