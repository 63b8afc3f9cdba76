/** The parts of a JSON Schema that the documentation reads. */
export type Schema = {
  $ref?: string;
  type?: string | string[];
  format?: string;
  pattern?: string;
  description?: string;
  const?: unknown;
  default?: unknown;
  enum?: unknown[];
  example?: unknown;
  examples?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
};

/** The name in `#/components/schemas/Name`. */
export const nameIn = ($ref: string): string => $ref.slice($ref.lastIndexOf('/') + 1);

/**
 * A value that the schema takes, from the examples within it.
 * @param schemas the document's components, by name
 */
export function exampleOf(schema: Schema, schemas: Record<string, Schema>): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.examples?.[0] !== undefined) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.$ref !== undefined) return exampleOf(schemas[nameIn(schema.$ref)] ?? {}, schemas);
  const [choice] = schema.enum ?? [];
  if (choice !== undefined) return choice;
  const [one] = (schema.anyOf ?? schema.oneOf ?? schema.allOf ?? []).filter(({ type }) => type !== 'null');
  if (one !== undefined) return exampleOf(one, schemas);
  if (schema.items !== undefined) return [exampleOf(schema.items, schemas)];
  if (schema.properties !== undefined)
    return Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [name, exampleOf(property, schemas)]),
    );
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  // zod gives every whole number the bounds of a safe integer: an example at a bound would be one nobody ever sees.
  if (type === 'integer' || type === 'number')
    return Math.min(Math.max(12, schema.minimum ?? 12), schema.maximum ?? 12);
  if (type === 'boolean') return false;
  if (type === 'object') return {};
  if (schema.format === 'uuid') return '0198f3c4-7d5e-7cc1-9a4e-0f6d0b1f7c11';
  return type === 'string' ? 'text' : null;
}
