// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are source code with ${…}
import { directoryIn, isStartUrl } from '#core/portals/portals.ts';
import { newRegion } from '#core/portals/regions.ts';

/** A pattern with which Keyferry decides whether it uses a value. */
export interface CheckingPattern {
  /** The text of the pattern, as it is in the sources. */
  readonly pattern: string;
  /** A value that the pattern accepts. */
  readonly valid: string;
  /** The characters of the hostile texts that the value may contain. */
  readonly carries?: string;
  /** A function that uses the pattern. This field exists only if the sources make the pattern from several parts. */
  readonly accepts?: (value: string) => boolean;
}

const VISIBLE = '#;"\'$()`%[]\\=&|<>!,{}xsid';

export const checkingPatterns: readonly CheckingPattern[] = [
  // Patterns in core/credentials.ts. The first is for an access key id. The second is for a secret access key or a
  // session token.
  { pattern: '/^[A-Z0-9]{16,128}$/', valid: 'ASIAKEYFERRYEXAMPLE1' },
  { pattern: '/^[A-Za-z0-9/+=]{1,16384}$/', valid: 'EXAMPLE/secret+0123456789==', carries: '=' },
  // Patterns in core/patterns.ts: for an account id, a role name and a region.
  { pattern: '/^\\d{12}$/', valid: '111122223333' },
  { pattern: '/^[\\w+=,.@-]{1,64}$/', valid: 'AdministratorAccess', carries: '=,' },
  { pattern: '/^(?=.{1,32}$)[a-z]{2,4}(-[a-z]+)+-\\d$/', valid: 'eu-central-1' },
  // Patterns in native-host/cli/profiles: for the value of the option --min-ttl, and for the region that a command
  // exports.
  { pattern: '/^(\\d{1,6})([smh])$/', valid: '15m' },
  { pattern: '/^(?!\\d+$)(?!-)[A-Za-z0-9-]{1,63}(?<!-)$/', valid: 'eu-central-1' },
  // A pattern in core/personal-change.ts: for a label, which Keyferry only shows to the user.
  {
    pattern: '/^[^\\p{Cc}\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]*$/u',
    valid: 'Team A',
    carries: `${VISIBLE} é`,
  },
  // A pattern in core/names/profile-name.ts: for the name of a profile.
  { pattern: '/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/', valid: 'team-a.dev_1' },
  // Patterns in core/portals: for the path in the address of an issuer, for host names, and for regions that are not in
  // the table.
  { pattern: '/^\\/(ssoins-[0-9a-f]{16})\\/?$/', valid: '/ssoins-1234567890abcdef' },
  {
    pattern: "new RegExp(`^${host.replaceAll('.', '\\\\.').replace('<name>', NAME).replace('<region>', region)}$`)",
    valid: 'https://demo.awsapps.com/start',
    accepts: isStartUrl,
  },
  {
    pattern: 'new RegExp(`^${partitions[partition].regionShape}$`)',
    valid: 'eu-future-9',
    accepts: (value) => newRegion('aws', value) !== null,
  },
  {
    pattern: '/^d-[0-9a-z]{10}$/',
    valid: 'https://start.home.awsapps.cn/directory/d-9067000000',
    accepts: (value) => directoryIn(value) !== null && isStartUrl(value),
  },
  // Patterns for session tokens, and for values that `keyferry env` reads. Keyferry puts these values into a header or
  // into environment variables.
  { pattern: '/^[\\x21-\\x7e]+$/', valid: 'TOKENEXAMPLE==', carries: VISIBLE },
  { pattern: '/^[\\x21-\\x7e]{1,16384}$/', valid: 'TOKENEXAMPLE==', carries: VISIBLE },
  // A pattern for the names of the files of which the program consists.
  { pattern: '/^keyferry-[\\w-]+\\.cjs$/', valid: 'keyferry-env-f5D0T5eb.cjs' },
  // Patterns for fingerprints, for the names of files with lists of roles, and for the names of the files in a lock.
  { pattern: '/^[0-9a-f]{32}$/', valid: '0123456789abcdef0123456789abcdef' },
  { pattern: '/^[0-9a-f]{32}\\.json$/', valid: '0123456789abcdef0123456789abcdef.json' },
  {
    pattern: '/^(\\d{1,10})_(\\d{0,20})_([A-Za-z0-9.-]{1,120})_([0-9a-f]{32})$/',
    valid: '4711_1700000000_host.example_0123456789abcdef0123456789abcdef',
  },
  // A pattern in core/protocol/live.ts: for a ticket.
  { pattern: '/^[0-9a-f]{16}$/', valid: '0123456789abcdef' },
  // Patterns in native-host/live: for nonces and proofs, and for the names of pipes, sockets, file descriptors and
  // programs.
  { pattern: '/^[0-9a-f]{64}$/', valid: '0123456789abcdef'.repeat(4) },
  { pattern: '/^keyferry-[0-9a-f]{32}$/', valid: `keyferry-${'0123456789abcdef'.repeat(2)}` },
  { pattern: '/^([1-9]\\d{0,9})\\.sock$/', valid: '4711.sock' },
  { pattern: '/^([1-9]\\d{0,9})\\.pipe$/', valid: '4711.pipe' },
  { pattern: '/^socket:\\[(\\d+)\\]$/', valid: 'socket:[3326450]', carries: '[]' },
  { pattern: '/^(?:python|pypy|node|ruby|perl|php|java|deno|bun|Rscript)[\\d.]*$/', valid: 'python3.11' },
  { pattern: '/^node(?:js)?[\\d.]*$/', valid: 'node20' },
  // Patterns for the line with which Keyferry writes a live profile, and for the paths that this line can contain.
  { pattern: '/^\\/[A-Za-z0-9._/-]+$/', valid: '/home/me/.keyferry/bin/keyferry' },
  {
    pattern: '/^[A-Za-z]:\\\\[A-Za-z0-9._~\\\\-]+$/',
    valid: 'C:\\Users\\me\\keyferry.cmd',
    carries: '\\',
  },
  {
    pattern: '/^([A-Za-z0-9._~:\\\\/-]*keyferry(?:\\.cmd)?) credential-process --profile ([A-Za-z0-9._@+-]+)$/',
    valid: '/home/me/.keyferry/bin/keyferry credential-process --profile dev',
    carries: '\\',
  },
  // A pattern in core/shells/quoting.ts: for a value that needs no quotes in a shell.
  { pattern: '/^[A-Za-z0-9/+=_.:@-]+$/', valid: 'EXAMPLE/value+1', carries: '=' },
  // Patterns in core/search: for four digits of an account id, and for a text without accents.
  { pattern: '/^\\d{4}$/', valid: '1111' },
  { pattern: '/^[\\x20-\\x7e]*$/', valid: 'C:\\Users\\demo', carries: `${VISIBLE} ` },
  // Patterns in the extension: for a Firefox container, the seconds in the header Retry-After, the id of an instance,
  // the name of a portal, and a digit on the keyboard.
  { pattern: '/^firefox-container-\\d+$/', valid: 'firefox-container-12' },
  { pattern: '/^\\d+$/', valid: '30' },
  { pattern: '/^[A-Za-z0-9-]{1,64}$/', valid: 'ins-0123456789abcdef' },
  { pattern: '/^[a-z0-9-]+$/i', valid: 'demo-corp' },
  { pattern: '/^Digit([1-9])$/', valid: 'Digit4' },
  // Patterns in native-host: for the name of a field, an argument of Firefox, the key id of temporary keys, and names
  // that every AWS client can read.
  { pattern: '/^\\w{1,32}$/', valid: 'accessKeyId' },
  { pattern: '/^--parent-window=\\d{1,20}$/', valid: '--parent-window=42' },
  { pattern: '/^(?!AKIA)[A-Z0-9]{1,128}$/', valid: 'ASIAKEYFERRYEXAMPLE1' },
  { pattern: '/^[a-z][a-z0-9_]{0,18}$/', valid: 'cli_pager' },
  { pattern: '/^[A-Za-z0-9_.@%/+:-]+$/', valid: 'team-a.dev', carries: '%' },
  { pattern: '/^[a-z0-9-]+\\.awsapps\\.com$/', valid: 'demo.awsapps.com' },
  // A pattern in native-host/cli/install: for the folder of an installed version.
  { pattern: '/^\\d[\\w.+-]*-[0-9a-f]{12}$/', valid: '0.1.0-0123456789ab' },
  // Patterns in install-scripts and native-host: for a path that sh reads as one word, the folder of a Node version,
  // and the folders and names of WSL distributions.
  { pattern: '/^\\/[\\w./@+-]+$/', valid: '/home/me/.local/bin' },
  { pattern: '/^v?\\d+\\.\\d+[\\w.+-]*$/', valid: 'v22.1.0' },
  { pattern: '/^wsl-[\\w.-]+$/', valid: 'wsl-Debian' },
  { pattern: '/^[\\w.-]{1,64}$/', valid: 'Ubuntu-24.04' },
];

/**
 * Patterns that only find, trim or classify a part of a text. If such a pattern matches wrongly, Keyferry still does
 * not use a hostile value.
 */
export const readingPatterns: readonly string[] = [
  // Patterns that find the path of the program in the text of a launcher.
  '/^set "program=([^\\r\\n]*)"\\r$/m',
  "/^program='((?:[^']|'\\\\'')*)'$/m",
  // Patterns for the lines and headers of AWS files.
  '/^[ \\t]*=[ \\t]*$/',
  '/^(profile|sso-session|services)\\s+["\']?(.*?)["\']?$/',
  '/^[ \\t]*$|^[ \\t]*[#;][^\\]]*$/',
  '/^\\[[^[\\]=#;]+\\](.*)$/',
  '/^(?:profile )?__proto__$/',
  '/^(".*"|\'.*\')$/',
  '/^\\[[^\\s\\]]+\\]$/',
  '/^profile\\s+["\']?(.*?)["\']?$/s',
  '/^profile\\s+(.*)$/s',
  '/^(profile|sso-session)[^\\s.]*[\\s.]+(\\S.*)$/s',
  '/^default$/i',
  'new RegExp(`^${type}[ \\\\t]+(?:(["\'])([^"\'\\\\\\\\]+)\\\\1|([^\\\\s"\'\\\\\\\\]+))$`)',
  // Patterns for lines that Keyferry, reg.exe or wine wrote.
  '/^\\[.*\\]\\r?$/m',
  '/^@="((?:[^"\\\\]|\\\\.)*)"\\r?$/m',
  '/^ +(\\S.*?) {4}REG_(?:SZ|DWORD) {4}(.*)$/',
  "/^node='((?:[^']|'\\\\'')*)'$/m",
  '/^set "node=([^\\r\\n]*)"\\r$/m',
  // Patterns for blanks, quotes and separators around a text, for an empty text, and for the path of a portal whose
  // address has no path.
  '/^-+|-+$/g',
  '/^\\s|\\s$/u',
  '/^"(.*)"$/',
  '/^$/',
  '/^\\/$/',
];
