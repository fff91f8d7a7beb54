import type { StrictObjectSchema } from 'valibot';
import { type MessageKind, messages, type SenderClass } from '#core/protocol/messages.ts';
import { defaultSettings } from '#core/settings.ts';

export const senderClasses: readonly SenderClass[] = ['portal', 'popup', 'options', 'question'];
export const kinds = Object.keys(messages) as MessageKind[];

const accountId = '111122223333';
const roleName = 'ReadOnly';

/**
 * For each field name, a value that is valid in every kind of message. Only the fields `roles` and `wish` need a
 * separate value for each kind of message.
 */
const fields: Readonly<Record<string, unknown>> = {
  session: '["default","https://demo.awsapps.com/start","user-1"]',
  accountId,
  roleName,
  accountIds: [accountId],
  roles: [{ accountId, roleName, name: 'demo' }],
  name: 'demo',
  names: ['demo'],
  replace: false,
  seen: '0'.repeat(32),
  token: 'TOKENEXAMPLE',
  region: 'eu-west-1',
  regionFrom: 'env',
  startUrl: 'https://demo.awsapps.com/start',
  wanted: false,
  favourite: true,
  form: 'session',
  template: '{account}-{role}',
  whole: false,
  prune: [],
  text: '{}',
  id: '00000000-0000-4000-8000-000000000001',
  answer: 'once',
  paused: true,
  locked: true,
  grant: 'ask',
  notForAgents: true,
  on: false,
  settings: {
    ...defaultSettings,
    defaultRegion: '',
    nameTemplate: 'x',
    keepIndexAfterSignOut: false,
    notifyBeforeExpiry: false,
  },
};

const wishes: Readonly<Partial<Record<MessageKind, unknown>>> = {
  'popup/customise-account': { label: '', production: false, region: '', names: '' },
  'popup/customise-role': { label: '', region: '', console: '' },
};

/**
 * A valid body for a kind of message. The function reads the schema of this kind and takes a value for each field from
 * this file. Only a field with a new name needs a new value here.
 */
export function validBody(kind: MessageKind): Record<string, unknown> {
  const { entries } = messages[kind].body as unknown as StrictObjectSchema<Record<string, never>, undefined>;
  return Object.fromEntries(
    Object.keys(entries).map((field) => [field, field === 'wish' ? wishes[kind] : fields[field]]),
  );
}

/** Whether senders of this class may send messages of this kind. */
export const maySend = (sender: SenderClass, kind: MessageKind): boolean =>
  (messages[kind].from as readonly SenderClass[]).includes(sender);

/** Every pair of a kind of message and a class of senders that may not send this kind. */
export const forbiddenSenders = kinds.flatMap((kind) =>
  senderClasses.filter((sender) => !maySend(sender, kind)).map((sender) => [sender, kind] as const),
);
