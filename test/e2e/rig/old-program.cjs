// Behaves like an earlier version of the program. It supports no live profiles, refuses unknown fields and unknown
// kinds of requests, and can write keys. It records the kind of each request in a file in the home folder. The tests
// cannot build a real earlier version, because a clone may contain no git history.
const { appendFileSync } = require('node:fs');
const { join } = require('node:path');

const FIELDS = {
  hello: [],
  'list-profiles': [],
  'forget-lists': [],
  'make-private': [],
  'remove-profiles': ['names', 'portal'],
  'write-profiles': ['profiles', 'portal', 'user', 'replace', 'seen'],
};
const home = process.env.HOME;

function section({ name, accountId, roleName, credentials, region }, portal) {
  return [
    `[${name}]`,
    `aws_access_key_id = ${credentials.accessKeyId}`,
    `aws_secret_access_key = ${credentials.secretAccessKey}`,
    `aws_session_token = ${credentials.sessionToken}`,
    `x_security_token_expires = ${new Date(credentials.expiration).toISOString()}`,
    ...(region ? [`region = ${region}`] : []),
    `x_keyferry = 1 ${accountId} ${roleName} ${portal}`,
    '',
  ].join('\n');
}

const answers = {
  hello: () => ({ version: '0.1.0', protocol: 1, marksUsers: true }),
  'list-profiles': () => ({ profiles: [], more: 0 }),
  'forget-lists': () => ({}),
  'make-private': () => ({}),
  'remove-profiles': () => ({ removed: [] }),
  'write-profiles': ({ profiles, portal }) => {
    appendFileSync(join(home, '.aws', 'credentials'), profiles.map((each) => section(each, portal)).join('\n'), {
      mode: 0o600,
    });
    return { written: profiles.map(({ name }) => name), file: 'credentials' };
  },
};

function answer({ v, id, kind, ...fields }) {
  appendFileSync(join(home, 'requests'), `${kind}\n`);
  const refuse = (code, message) => ({ v, id, ok: false, code, message });
  if (!Object.hasOwn(FIELDS, kind)) return refuse('UNKNOWN_KIND', 'This version does not know this request.');
  const unknown = Object.keys(fields).find((field) => !FIELDS[kind].includes(field));
  if (unknown) return refuse('BAD_REQUEST', `The request was refused because ${unknown} is unknown.`);
  return { v, id, ok: true, ...answers[kind](fields) };
}

let rest = Buffer.alloc(0);
process.stdin.on('data', (chunk) => {
  rest = Buffer.concat([rest, chunk]);
  while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32LE(0)) {
    const end = 4 + rest.readUInt32LE(0);
    const reply = Buffer.from(JSON.stringify(answer(JSON.parse(rest.subarray(4, end).toString()))));
    const head = Buffer.alloc(4);
    head.writeUInt32LE(reply.length);
    process.stdout.write(Buffer.concat([head, reply]));
    rest = rest.subarray(end);
  }
});
