/*
 * The types of the browser tables. In each entry, `source` says where the facts come from, and `confidence` says how
 * certain they are.
 *
 * Letters in `source`. C: Chromium's source code (chrome_paths*.cc, launch_context_win.cc). D: the vendor's documents
 * or source code. B: Bitwarden's desktop app. K: KeePassXC's installer. P: browserpass's Makefile.
 * W: web-ext-native-msg.
 *
 * Letters in `confidence`. H (high): a primary source, or several sources that agree. M (medium): one secondary source.
 * L (low): the sources differ, or no source was found. For L, `keyferry install` prints a warning.
 *
 * Placeholders in paths. `{config}`: XDG_CONFIG_HOME or ~/.config. `{library}`: ~/Library/Application Support.
 * `{local}` and `{roaming}`: the two AppData folders of Windows. On Windows, manifests have no fixed folder. There, a
 * registry key in HKCU or HKLM contains the path of the manifest.
 */

export type Flavour = 'chromium' | 'firefox';
type Confidence = 'H' | 'M' | 'L';

/** Where one browser has its files and its manifests on one system. */
export interface BrowserPlace {
  /** Folders that the browser creates. If one of these folders exists, this user has started the browser before. */
  readonly folders: readonly string[];
  /** Names of the browser's programs. Keyferry uses them to find a browser that is installed but was never started. */
  readonly programs: readonly string[];
  /** The places for the manifest of one user: folders on Linux and macOS, registry keys on Windows. */
  readonly user: readonly string[];
  /** The places for a manifest that is valid for all users. */
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

/** The entry for a browser on Windows. There, browsers find manifests through registry keys. */
export function windows(folders: string[], keys: string[], [source, confidence]: Fact) {
  const paths = keys.map((key) => `Software\\${key}\\NativeMessagingHosts`);
  return { folders, programs: [], user: paths, system: paths, source, confidence };
}
