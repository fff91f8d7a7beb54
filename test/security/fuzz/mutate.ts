import type { Random } from './random.ts';

/** Values that a program can easily confuse with other values, and very large values. */
const HOSTILE_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER + 1,
  '',
  ' ',
  '\0',
  'a\nb',
  '\u001b[31m',
  '\u202eabc',
  '\ud800',
  '../../etc/passwd',
  '/etc/passwd',
  '__proto__',
  'constructor',
  '[default]\naws_access_key_id = X',
  'x'.repeat(5000),
  [],
  {},
  [[[[]]]],
  { toString: 1 },
  Array.from({ length: 300 }, () => 'x'),
];
const HOSTILE_KEYS = ['__proto__', 'constructor', 'path', 'file', 'ok', 'kind', 'id', 'v', 'toString', '', '\u001b'];

type Container = Record<string, unknown> | unknown[];

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

/** All places in a value that can be replaced. A place consists of an object or a list, and one of its keys. */
function placesIn(value: unknown): [Container, string][] {
  if (!isContainer(value)) return [];
  return Object.keys(value).flatMap((key) => [
    [value, key] as [Container, string],
    ...placesIn((value as Record<string, unknown>)[key]),
  ]);
}

function put(container: Container, key: string, value: unknown): void {
  // Inserts a copy of the value, because a later change may be inside this value. defineProperty is necessary for the
  // key __proto__: a simple assignment would create no field.
  const copy = structuredClone(value);
  Object.defineProperty(container, key, { value: copy, enumerable: true, configurable: true, writable: true });
}

/** Changes one random place in a JSON value. */
function changePlace(random: Random, value: Container): void {
  const places = placesIn(value);
  const [container, key] = places.length > 0 ? random.pick(places) : [value, random.pick(HOSTILE_KEYS)];
  const change = random.below(5);
  if (change === 0 && !Array.isArray(container)) delete container[key];
  else if (change === 1 && !Array.isArray(container))
    put(container, random.pick(HOSTILE_KEYS), random.pick(HOSTILE_VALUES));
  else if (change === 2) put(container, key, random.pick([key, ...places.map(([, each]) => each)]));
  else put(container, key, random.pick(HOSTILE_VALUES));
}

/**
 * Returns a copy of a JSON value with one to three changes. Each change replaces, removes or adds a field, which can be
 * nested.
 */
export function mutateValue<T extends object>(random: Random, value: T): T {
  const copy = structuredClone(value);
  for (let changes = 1 + random.below(3); changes > 0; changes--) changePlace(random, copy as unknown as Container);
  return copy;
}

/** Makes one random change: replaces, inserts, removes or repeats some of the bytes, or cuts off the end. */
export function mutateBytes(random: Random, bytes: Buffer): Buffer {
  const at = random.below(bytes.length + 1);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (random.below(5)) {
    case 0:
      return Buffer.concat([before, Buffer.from([random.below(256)]), after.subarray(1)]);
    case 1:
      return Buffer.concat([before, Buffer.from(random.pick(['"', '{', ']', '\\', '\0', '\ufeff', '{"a":1}'])), after]);
    case 2:
      return Buffer.concat([before, after.subarray(1 + random.below(8))]);
    case 3:
      return Buffer.concat([before, before.subarray(-random.below(40)), after]);
    default:
      return before;
  }
}
