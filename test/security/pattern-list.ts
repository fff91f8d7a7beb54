// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are source code with ${…}
import { directoryIn, isStartUrl } from '#core/portals/portals.ts';
import { newRegion } from '#core/portals/regions.ts';

/** A pattern that decides whether a value is used. */
export interface CheckingPattern {
  /** The pattern as it is written in the sources. */
  readonly pattern: string;
  /** A value that the pattern accepts. */
  readonly valid: string;
  /** Characters of hostile texts that the value may contain. */
  readonly carries?: string;
  /** A function that uses the pattern, if the sources build the pattern from parts. */
  readonly accepts?: (value: string) => boolean;
}

const VISIBLE = '#;"\'$()`%[]\\=&|<>!,{}xsid';

export const checkingPatterns: readonly CheckingPattern[] = [
  // core/credentials.ts: access key id; secret access key and session token.
  { pattern: '/^[A-Z0-9]{16,128}$/', valid: 'ASIAKEYFERRYEXAMPLE1' },
  { pattern: '/^[A-Za-z0-9/+=]{1,16384}$/', valid: 'EXAMPLE/secret+0123456789==', carries: '=' },
  // core/patterns.ts: account id, role name, region.
  { pattern: '/^\\d{12}$/', valid: '111122223333' },
  { pattern: '/^[\\w+=,.@-]{1,64}$/', valid: 'AdministratorAccess', carries: '=,' },
  { pattern: '/^(?=.{1,32}$)[a-z]{2,4}(-[a-z]+)+-\\d$/', valid: 'eu-central-1' },
  // native-host/cli/profiles: the value of --min-ttl, and a region that is exported.
  { pattern: '/^(\\d{1,6})([smh])$/', valid: '15m' },
  { pattern: '/^(?!\\d+$)(?!-)[A-Za-z0-9-]{1,63}(?<!-)$/', valid: 'eu-central-1' },
  // core/personal-change.ts: a label, which is only shown.
  {
    pattern: '/^[^\\p{Cc}\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]*$/u',
    valid: 'Team A',
    carries: `${VISIBLE} é`,
  },
  // core/names/profile-name.ts
  { pattern: '/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/', valid: 'team-a.dev_1' },
  // core/portals: an issuer's path; host names; regions that the table lacks.
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
  // Session tokens, and the values that `keyferry env` reads: they go into a header or into an environment.
  { pattern: '/^[\\x21-\\x7e]+$/', valid: 'TOKENEXAMPLE==', carries: VISIBLE },
  { pattern: '/^[\\x21-\\x7e]{1,16384}$/', valid: 'TOKENEXAMPLE==', carries: VISIBLE },
  // File names of the program's own chunks.
  { pattern: '/^keyferry-[\\w-]+\\.cjs$/', valid: 'keyferry-env-f5D0T5eb.cjs' },
  // Fingerprints, and names of lock files and list files.
  { pattern: '/^[0-9a-f]{32}$/', valid: '0123456789abcdef0123456789abcdef' },
  { pattern: '/^[0-9a-f]{32}\\.json$/', valid: '0123456789abcdef0123456789abcdef.json' },
  {
    pattern: '/^(\\d{1,10})_(\\d{0,20})_([A-Za-z0-9.-]{1,120})_([0-9a-f]{32})$/',
    valid: '4711_1700000000_host.example_0123456789abcdef0123456789abcdef',
  },
  // core/protocol/live.ts: a ticket.
  { pattern: '/^[0-9a-f]{16}$/', valid: '0123456789abcdef' },
  // native-host/live: nonces, proofs and pipe names; socket names; a file descriptor; names of programs.
  { pattern: '/^[0-9a-f]{64}$/', valid: '0123456789abcdef'.repeat(4) },
  { pattern: '/^keyferry-[0-9a-f]{32}$/', valid: `keyferry-${'0123456789abcdef'.repeat(2)}` },
  { pattern: '/^([1-9]\\d{0,9})\\.sock$/', valid: '4711.sock' },
  { pattern: '/^([1-9]\\d{0,9})\\.pipe$/', valid: '4711.pipe' },
  { pattern: '/^socket:\\[(\\d+)\\]$/', valid: 'socket:[3326450]', carries: '[]' },
  { pattern: '/^(?:python|pypy|node|ruby|perl|php|java|deno|bun|Rscript)[\\d.]*$/', valid: 'python3.11' },
  { pattern: '/^node(?:js)?[\\d.]*$/', valid: 'node20' },
  // The line of a live profile, and paths that it can contain.
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
  // core/shells/quoting.ts: a value that needs no quotes in a shell.
  { pattern: '/^[A-Za-z0-9/+=_.:@-]+$/', valid: 'EXAMPLE/value+1', carries: '=' },
  // core/search: four digits of an account id; a text without accents.
  { pattern: '/^\\d{4}$/', valid: '1111' },
  { pattern: '/^[\\x20-\\x7e]*$/', valid: 'C:\\Users\\demo', carries: `${VISIBLE} ` },
  // extension: a container, seconds of Retry-After, an instance id, a portal's name, a digit key.
  { pattern: '/^firefox-container-\\d+$/', valid: 'firefox-container-12' },
  { pattern: '/^\\d+$/', valid: '30' },
  { pattern: '/^[A-Za-z0-9-]{1,64}$/', valid: 'ins-0123456789abcdef' },
  { pattern: '/^[a-z0-9-]+$/i', valid: 'demo-corp' },
  { pattern: '/^Digit([1-9])$/', valid: 'Digit4' },
  // native-host: a field's name, an argument of Firefox, a key id that is not long-term, names that every client reads.
  { pattern: '/^\\w{1,32}$/', valid: 'accessKeyId' },
  { pattern: '/^--parent-window=\\d{1,20}$/', valid: '--parent-window=42' },
  { pattern: '/^(?!AKIA)[A-Z0-9]{1,128}$/', valid: 'ASIAKEYFERRYEXAMPLE1' },
  { pattern: '/^[a-z][a-z0-9_]{0,18}$/', valid: 'cli_pager' },
  { pattern: '/^[A-Za-z0-9_.@%/+:-]+$/', valid: 'team-a.dev', carries: '%' },
  { pattern: '/^[a-z0-9-]+\\.awsapps\\.com$/', valid: 'demo.awsapps.com' },
  // native-host/cli/install: version folders, folders of WSL distributions, names of distributions.
  { pattern: '/^\\d[\\w.+-]*-[0-9a-f]{12}$/', valid: '0.1.0-0123456789ab' },
  // install-scripts: a path that sh reads as one word; a folder that is named after a version of Node.
  { pattern: '/^\\/[\\w./@+-]+$/', valid: '/home/me/.local/bin' },
  { pattern: '/^v?\\d+\\.\\d+[\\w.+-]*$/', valid: 'v22.1.0' },
  { pattern: '/^wsl-[\\w.-]+$/', valid: 'wsl-Debian' },
  { pattern: '/^[\\w.-]{1,64}$/', valid: 'Ubuntu-24.04' },
];

/** Patterns that read, trim or classify a part of a text. They do not decide whether a value is used. */
export const readingPatterns: readonly string[] = [
  // The program that a launcher starts.
  '/^set "program=([^\\r\\n]*)"\\r$/m',
  "/^program='((?:[^']|'\\\\'')*)'$/m",
  // Lines and headers of the AWS files.
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
  // Lines that Keyferry, reg.exe or wine wrote.
  '/^\\[.*\\]\\r?$/m',
  '/^@="((?:[^"\\\\]|\\\\.)*)"\\r?$/m',
  '/^ +(\\S.*?) {4}REG_(?:SZ|DWORD) {4}(.*)$/',
  "/^node='((?:[^']|'\\\\'')*)'$/m",
  '/^set "node=([^\\r\\n]*)"\\r$/m',
  // Blanks, quotes and separators around a text; an empty text; the root of a portal.
  '/^-+|-+$/g',
  '/^\\s|\\s$/u',
  '/^"(.*)"$/',
  '/^$/',
  '/^\\/$/',
];
