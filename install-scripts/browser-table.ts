/*
 * The types of the browser tables. Each entry names the source of its facts and how sure they are.
 * Sources. C: Chromium's source (chrome_paths*.cc, launch_context_win.cc). D: the vendor's documents or source.
 * B: Bitwarden's desktop app. K: KeePassXC's installer. P: browserpass's Makefile. W: web-ext-native-msg.
 * Confidence. H: a primary source, or several that agree. M: one secondary source. L: sources differ or say nothing;
 * `keyferry install` says so.
 *
 * In paths `{config}` is XDG_CONFIG_HOME or ~/.config, `{library}` ~/Library/Application Support, `{local}` and
 * `{roaming}` the two AppData folders. Windows has no manifest folders: a registry key in HKCU or HKLM names the file.
 */

export type Flavour = 'chromium' | 'firefox';
type Confidence = 'H' | 'M' | 'L';

/** One browser on one system. */
export interface BrowserPlace {
  /** Folders that the browser creates. If one of them exists, this user has started the browser. */
  readonly folders: readonly string[];
  /** Names of the browser's programs, to find a browser that is installed but was never started. */
  readonly programs: readonly string[];
  /** Manifest folders (Linux, macOS) or registry keys (Windows) of one user. */
  readonly user: readonly string[];
  /** Manifest folders or registry keys for all users. */
  readonly system: readonly string[];
  readonly source: string;
  readonly confidence: Confidence;
}

export type System = 'linux' | 'darwin' | 'win32';

export interface Browser {
  /** The browser's name on the command line, as in `--browser chrome`. */
  readonly name: string;
  readonly label: string;
  readonly flavour: Flavour;
  readonly places: { readonly [Each in System]?: BrowserPlace };
}

export type Fact = readonly [source: string, confidence: Confidence];

/** A Chromium or Firefox browser on Windows, which finds manifests through registry keys. */
export function windows(folders: string[], keys: string[], [source, confidence]: Fact) {
  const paths = keys.map((key) => `Software\\${key}\\NativeMessagingHosts`);
  return { folders, programs: [], user: paths, system: paths, source, confidence };
}
