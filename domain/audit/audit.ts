import * as z from 'zod';
import { alertKindNames, alertKinds } from '#domain/alerts/kinds.ts';
import { Id, Instant, PageQuery, pageOf, wholeNumber } from '#domain/values.ts';

/** The values of a row's columns, by their names in the database. */
const Columns = z.record(z.string(), z.unknown());

const SubjectKind = z
  .string()
  .regex(/^[a-z_]{1,50}$/)
  .meta({
    description: `store, product, supplier, person, till, order, transfer, count_sheet, policy, budget, promotion, ordering
      (whether anything is ordered by itself), alert_rule or report (who gets which)`,
    example: 'product',
  });

/** Who did something: a person's id, `till:<key>`, `import:<id>`, `operations` (whoever deploys), or the system. */
const Actor = z.string().min(1).max(200).meta({ example: 'import:0198f3c4-7d5e-7cc1-9a4e-0f6d0b1f7c11' });

export const AuditEntry = z
  .object({
    id: Id,
    at: Instant,
    actor: Actor.nullable().meta({ description: 'null: the system itself' }),
    actorName: z.string().nullable().meta({
      description: "A person's name, a till key's label; of an import who sent it and its file's name",
      example: 'Maya Manager, prices.csv',
    }),
    action: z.enum(['insert', 'update', 'delete']),
    record: z.string().meta({ description: 'What kind of row changed', example: 'product_barcode' }),
    subjectKind: SubjectKind,
    subjectId: z.string().meta({ description: "What it belongs to: a barcode's change is its product's" }),
    subjectName: z.string().nullable().meta({ description: 'Its SKU, code, number, name or label today' }),
    storeId: Id.nullable(),
    supplierName: z
      .string()
      .nullable()
      .meta({ description: 'Of the supplier that a row names; where it was changed, of the later one' }),
    productSku: z.string().nullable().meta({
      description: "Of a line of an order, a transfer or a count: the product's SKU today",
    }),
    before: Columns.nullable().meta({
      description:
        'Of an update, the columns that changed, and the month or product that says of what; null for an insert',
    }),
    after: Columns.nullable().meta({ description: 'The same columns afterwards; null for a delete' }),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;

/** What something without a row of its own to name it is called; null for all that has one, or none any more. */
export function constantName({ subjectKind, subjectId }: Pick<AuditEntry, 'subjectKind' | 'subjectId'>): string | null {
  if (subjectKind === 'ordering') return 'ordering by itself';
  const kind = subjectKind === 'alert_rule' ? alertKindNames.find((name) => name === subjectId) : undefined;
  return kind === undefined ? null : alertKinds[kind].label;
}

export const AuditPage = pageOf(AuditEntry);

/** So many things, and so many doers, may a text find: each is then looked up in the log by an index. */
export const mostFound = 1_000;

export const ListAudit = z
  .object({
    ...PageQuery,
    // An entry may hold a whole note or calendar twice; a reply of the Data API at most 1 MiB.
    limit: wholeNumber(1, 50).default(50).meta({ description: 'Rows a page, at most 50' }),
    subjectKind: SubjectKind.optional(),
    subjectId: z.string().min(1).max(200).optional().meta({ description: 'Only with `subjectKind`' }),
    actor: Actor.optional(),
    search: z
      .string()
      .trim()
      .max(100)
      .optional()
      .meta({
        description: `Part of the SKU, code, number, name or label of what was changed (or its whole barcode), or of the name of
          who did it; of a text that finds more than ${mostFound} of either, those ${mostFound} whose codes come first`,
      }),
    by: z
      .enum(['people', 'imports'])
      .optional()
      .meta({ description: '`imports`: what files changed; `people`: everything else' }),
    from: Instant.optional().meta({ description: 'This instant and later' }),
    to: Instant.optional().meta({ description: 'Before this instant' }),
  })
  .refine(({ subjectKind, subjectId }) => subjectId === undefined || subjectKind !== undefined, {
    path: ['subjectKind'],
    message: 'must be there with subjectId',
  });
export type ListAudit = z.infer<typeof ListAudit>;
