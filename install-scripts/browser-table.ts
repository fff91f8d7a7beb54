/*
 * The shape of a row. Sources. C: Chromium's source (chrome_paths*.cc, launch_context_win.cc). D: the vendor's own
 * documents or source. B: Bitwarden's desktop app. K: KeePassXC's installer. P: browserpass's Makefile.
 * W: web-ext-native-msg. Confidence. H: a primary source, or several that agree. M: one secondary source. L: sources
 * differ or are silent: install says so where it writes there.
 *
 * `{config}` is XDG_CONFIG_HOME or ~/.config, `{library}` ~/Library/Application Support, `{local}` and `{roaming}`
 * the two AppData folders. Windows has no folders of manifests: a registry key under HKCU (or HKLM) names the file.
 */

export type Flavour = 'chromium' | 'firefox';
type Confidence = 'H' | 'M' | 'L';

/** One browser on one system. */
export interface BrowserPlace {
  /** Folders of its own: the browser counts as present when one exists. */
  readonly folders: readonly string[];
  /** Programs it is started by, for the one that is installed but was never started. */
  readonly programs: readonly string[];
  /** Folders (Linux, macOS) or registry keys (Windows) of manifests: per user, and for every user. */
  readonly user: readonly string[];
  readonly system: readonly string[];
  readonly source: string;
  readonly confidence: Confidence;
}

export type System = 'linux' | 'darwin' | 'win32';

export interface Browser {
  /** As `--browser` takes it. */
  readonly name: string;
  readonly label: string;
  readonly flavour: Flavour;
  readonly places: { readonly [Each in System]?: BrowserPlace };
}

export type Fact = readonly [source: string, confidence: Confidence];

export function windows(folders: string[], keys: string[], [source, confidence]: Fact) {
  const paths = keys.map((key) => `Software\\${key}\\NativeMessagingHosts`);
  return { folders, programs: [], user: paths, system: paths, source, confidence };
}
