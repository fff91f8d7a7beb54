import * as v from 'valibot';

/**
 * The schema of an object with exactly these keys. `entries` gets no prototype, because valibot looks for keys with the
 * operator `in`. With the usual prototype, valibot would accept an unknown key called `constructor` or `__proto__`.
 */
export function exactly<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.strictObject(Object.assign(Object.create(null), entries) as Entries);
}

/** Whether a value matches a schema. Never throws. */
export function fits<const Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): value is v.InferOutput<Schema> {
  return v.safeParse(schema, value).success;
}
