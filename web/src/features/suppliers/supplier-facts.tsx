import { defaultTolerancePercent, type SupplierDetail } from '#domain/suppliers/supplier.ts';
import { plainPrice, plural } from '#web/lib/format.ts';
import { Fact, Facts } from '#web/ui/facts.tsx';
import { Tag } from '#web/ui/tag.tsx';

/** What is known of a supplier, on lines that wrap. */
export function SupplierFacts({ supplier }: { supplier: SupplierDetail }) {
  const { code, email, phone, contact, leadTimeDays, minOrderValue, tolerancePercent, note, isArchived } = supplier;
  return (
    <Facts>
      <Fact name="Code">
        <span className="code">{code}</span>
      </Fact>
      {isArchived ? (
        <Fact name="Status">
          <Tag tone="calm">Archived</Tag>
        </Fact>
      ) : null}
      {email ? (
        <Fact name="E-mail">
          <a className="link" href={`mailto:${email}`}>
            {email}
          </a>
        </Fact>
      ) : null}
      {contact ? <Fact name="Contact">{contact}</Fact> : null}
      {phone ? <Fact name="Phone">{phone}</Fact> : null}
      {leadTimeDays === null ? null : <Fact name="Order to door">{plural(leadTimeDays, 'day', 'days')}</Fact>}
      {minOrderValue === null ? null : (
        <Fact name="Least order">{plainPrice(minOrderValue)}, in the currency of the store that orders</Fact>
      )}
      <Fact name="Over-delivery taken up to">{tolerancePercent ?? defaultTolerancePercent}%</Fact>
      {note ? <Fact name="Note">{note}</Fact> : null}
    </Facts>
  );
}
