// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are source code with ${…}
import { directoryIn, isStartUrl } from '#core/portals/portals.ts';
import { newRegion } from '#core/portals/regions.ts';

/** A pattern that decides whether Keyferry uses a value. */
export interface CheckingPattern {
  /** The text of the pattern in the sources. */
  readonly pattern: string;
  /** A value that the pattern accepts. */
  readonly valid: string;
  /** Characters of the hostile texts that are allowed in the value. */
  readonly carries?: string;
  /** A function that uses the pattern. It is given if the sources make the pattern from several parts. */
  readonly accepts?: (value: string) => boolean;
}

const VISIBLE = '#;"\'$()`%[]\\=&|<>!,{}xsid';

export const checkingPatterns: readonly CheckingPattern[] = [
  // Patterns of core/credentials.ts: for an access key id, and for a secret access key and a session token.
  { pattern: '/^[A-Z0-9]{16,128}$/', valid: 'ASIAKEYFERRYEXAMPLE1' },
  { pattern: '/^[A-Za-z0-9/+=]{1,16384}$/', valid: 'EXAMPLE/secret+0123456789==', carries: '=' },
  // Patterns of core/patterns.ts: for an account id, a role name and a region.
  { pattern: '/^\\d{12}$/', valid: '111122223333' },
  { pattern: '/^[\\w+=,.@-]{1,64}$/', valid: 'AdministratorAccess', carries: '=,' },
  { pattern: '/^(?=.{1,32}$)[a-z]{2,4}(-[a-z]+)+-\\d$/', valid: 'eu-central-1' },
  // Patterns of native-host/cli/profiles: for the value of --min-ttl, and for a region in an export.
  { pattern: '/^(\\d{1,6})([smh])$/', valid: '15m' },
  { pattern: '/^(?!\\d+$)(?!-)[A-Za-z0-9-]{1,63}(?<!-)$/', valid: 'eu-central-1' },
  // A pattern of core/personal-change.ts: for a label, which is only shown to the person.
  {
    pattern: '/^[^\\p{Cc}\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]*$/u',
    valid: 'Team A',
    carries: `${VISIBLE} é`,
  },
  // A pattern of core/names/profile-name.ts: for the name of a profile.
  { pattern: '/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/', valid: 'team-a.dev_1' },
  // Patterns of core/portals: for the path of an issuer's address, for host names, and for regions that are not in the
  // table.
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
  // Patterns for session tokens, and for the values that `keyferry env` reads. These values go into a header or an
  // environment.
  { pattern: '/^[\\x21-\\x7e]+$/', valid: 'TOKENEXAMPLE==', carries: VISIBLE },
  { pattern: '/^[\\x21-\\x7e]{1,16384}$/', valid: 'TOKENEXAMPLE==', carries: VISIBLE },
  // A pattern for the file names of the program's own parts.
  { pattern: '/^keyferry-[\\w-]+\\.cjs$/', valid: 'keyferry-env-f5D0T5eb.cjs' },
  // Patterns for fingerprints, and for the names of lock files and list files.
  { pattern: '/^[0-9a-f]{32}$/', valid: '0123456789abcdef0123456789abcdef' },
  { pattern: '/^[0-9a-f]{32}\\.json$/', valid: '0123456789abcdef0123456789abcdef.json' },
  {
    pattern: '/^(\\d{1,10})_(\\d{0,20})_([A-Za-z0-9.-]{1,120})_([0-9a-f]{32})$/',
    valid: '4711_1700000000_host.example_0123456789abcdef0123456789abcdef',
  },
  // A pattern of core/protocol/live.ts: for a ticket.
  { pattern: '/^[0-9a-f]{16}$/', valid: '0123456789abcdef' },
  // Patterns of native-host/live: for nonces and proofs, and for the names of pipes, sockets, file descriptors and
  // programs.
  { pattern: '/^[0-9a-f]{64}$/', valid: '0123456789abcdef'.repeat(4) },
  { pattern: '/^keyferry-[0-9a-f]{32}$/', valid: `keyferry-${'0123456789abcdef'.repeat(2)}` },
  { pattern: '/^([1-9]\\d{0,9})\\.sock$/', valid: '4711.sock' },
  { pattern: '/^([1-9]\\d{0,9})\\.pipe$/', valid: '4711.pipe' },
  { pattern: '/^socket:\\[(\\d+)\\]$/', valid: 'socket:[3326450]', carries: '[]' },
  { pattern: '/^(?:python|pypy|node|ruby|perl|php|java|deno|bun|Rscript)[\\d.]*$/', valid: 'python3.11' },
  { pattern: '/^node(?:js)?[\\d.]*$/', valid: 'node20' },
  // Patterns for the line of a live profile, and for the paths that this line can contain.
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
  // A pattern of core/shells/quoting.ts: for a value that needs no quotes in a shell.
  { pattern: '/^[A-Za-z0-9/+=_.:@-]+$/', valid: 'EXAMPLE/value+1', carries: '=' },
  // Patterns of core/search: for four digits of an account id, and for a text without accents.
  { pattern: '/^\\d{4}$/', valid: '1111' },
  { pattern: '/^[\\x20-\\x7e]*$/', valid: 'C:\\Users\\demo', carries: `${VISIBLE} ` },
  // Patterns of the extension: for a container, the seconds in Retry-After, an instance id, a portal's name and a digit
  // key.
  { pattern: '/^firefox-container-\\d+$/', valid: 'firefox-container-12' },
  { pattern: '/^\\d+$/', valid: '30' },
  { pattern: '/^[A-Za-z0-9-]{1,64}$/', valid: 'ins-0123456789abcdef' },
  { pattern: '/^[a-z0-9-]+$/i', valid: 'demo-corp' },
  { pattern: '/^Digit([1-9])$/', valid: 'Digit4' },
  // Patterns of native-host: for a field's name, an argument of Firefox, a key id that is not long-term, and names that
  // every client reads.
  { pattern: '/^\\w{1,32}$/', valid: 'accessKeyId' },
  { pattern: '/^--parent-window=\\d{1,20}$/', valid: '--parent-window=42' },
  { pattern: '/^(?!AKIA)[A-Z0-9]{1,128}$/', valid: 'ASIAKEYFERRYEXAMPLE1' },
  { pattern: '/^[a-z][a-z0-9_]{0,18}$/', valid: 'cli_pager' },
  { pattern: '/^[A-Za-z0-9_.@%/+:-]+$/', valid: 'team-a.dev', carries: '%' },
  { pattern: '/^[a-z0-9-]+\\.awsapps\\.com$/', valid: 'demo.awsapps.com' },
  // A pattern of native-host/cli/install: for the folder of an installed version.
  { pattern: '/^\\d[\\w.+-]*-[0-9a-f]{12}$/', valid: '0.1.0-0123456789ab' },
  // Patterns of install-scripts and native-host: for a path that sh reads as one word, for the folder of a Node
  // version, and for folders and names of WSL distributions.
  { pattern: '/^\\/[\\w./@+-]+$/', valid: '/home/me/.local/bin' },
  { pattern: '/^v?\\d+\\.\\d+[\\w.+-]*$/', valid: 'v22.1.0' },
  { pattern: '/^wsl-[\\w.-]+$/', valid: 'wsl-Debian' },
  { pattern: '/^[\\w.-]{1,64}$/', valid: 'Ubuntu-24.04' },
];

/**
 * Patterns that only read, trim or classify a part of a text. A wrong match cannot make Keyferry use a hostile value.
 */
export const readingPatterns: readonly string[] = [
  // Patterns that find the path of the program in the text of a launcher.
  '/^set "program=([^\\r\\n]*)"\\r$/m',
  "/^program='((?:[^']|'\\\\'')*)'$/m",
  // Patterns for lines and headers of AWS files.
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
  // Patterns for blanks, quotes and separators around a text, for an empty text, and for the path of a portal at the
  // root.
  '/^-+|-+$/g',
  '/^\\s|\\s$/u',
  '/^"(.*)"$/',
  '/^$/',
  '/^\\/$/',
];
