import * as v from 'valibot';

/**
 * An object that holds these keys and no other.
 * The table gets no prototype, since valibot looks keys up with `in`: with the usual one, an unknown key called
 * `constructor` or `__proto__` would pass as known.
 */
export function exactly<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.strictObject(Object.assign(Object.create(null), entries) as Entries);
}

/** Whether `value` fits, as a typed result; never throws, whatever `value` is. */
export function fits<const Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): value is v.InferOutput<Schema> {
  return v.safeParse(schema, value).success;
}
