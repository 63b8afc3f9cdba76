import { Link } from '@tanstack/react-router';
import type { OrderDetail } from '#domain/orders/order.ts';
import { longDay, money } from '#web/lib/format.ts';
import { useStores } from '#web/lib/stores.ts';
import { paths } from '#web/paths.ts';
import { Fact, Facts } from '#web/ui/facts.tsx';
import { cancelMailWords, costWords, mailWords } from './order-words.ts';

/** What is known of an order apart from its lines, on lines that wrap. */
export function OrderFacts({ order }: { order: OrderDetail }) {
  const store = useStores().find(({ id }) => id === order.storeId);
  const { supplierId, supplierName, expectedOn, costMinor, landedMinor, currency, note, tolerancePercent } = order;
  const mail = mailWords(order.mail);
  const cancelMail = cancelMailWords(order.cancelMail);
  return (
    <Facts>
      <Fact name="Supplier">
        <Link className="link" to={paths.supplier} params={{ supplierId }}>
          {supplierName}
        </Link>
      </Fact>
      <Fact name="For">{store?.name ?? '…'}</Fact>
      <Fact name="Due">{expectedOn === null ? "by the supplier's usual time" : longDay(expectedOn)}</Fact>
      <Fact name="Cost">
        {money(costMinor, currency)} <span className="quiet">{costWords(order)}</span>
      </Fact>
      {landedMinor > 0 ? <Fact name="Freight and duty">{money(landedMinor, currency)}</Fact> : null}
      <Fact name="Over-delivery taken up to">{tolerancePercent}%</Fact>
      {mail ? <Fact name="Mail">{mail}</Fact> : null}
      {cancelMail ? <Fact name="Mail that it is cancelled">{cancelMail}</Fact> : null}
      {note ? <Fact name="Note">{note}</Fact> : null}
    </Facts>
  );
}
