/** Somebody the demo chain buys from. The addresses end in `.example`, which nobody can own (RFC 2606). */
type DemoSupplier = { code: string; name: string; email: string };

/** How a supplier delivers: days from order to door, and the weekday (0 is Sunday) on which it takes orders. */
type Terms = { leadTimeDays: number; orderDay: number; packSize: number; minOrder: number };

const sources: readonly (DemoSupplier & Terms)[] = [
  supplier('HEARTH', 'Hearth & Kiln Pottery', 'orders@hearthandkiln.example', 12, 1, 6, 12),
  supplier('OAKLEY', 'Oakley Woodware', 'sales@oakleywoodware.example', 10, 2, 4, 8),
  supplier('LINHA', 'Linha Têxteis', 'encomendas@linha.example', 21, 1, 2, 4),
  supplier('WICK', 'Wick & Willow Candles', 'trade@wickandwillow.example', 7, 3, 6, 12),
  supplier('GREENHOW', 'Greenhow Garden Supply', 'orders@greenhow.example', 7, 2, 4, 4),
  supplier('SEEDBANK', 'The Northern Seed Bank', 'trade@northernseed.example', 5, 4, 10, 20),
  supplier('BELLA', 'Bella Dispensa Foods', 'ordini@belladispensa.example', 9, 1, 12, 12),
  supplier('CRUMB', 'Crumb & Co Bakers', 'hello@crumbandco.example', 3, 4, 8, 8),
  supplier('PAPIER', 'Papier Fin', 'commandes@papierfin.example', 8, 3, 10, 10),
  supplier('TUMBLE', 'Tumble Toys', 'orders@tumbletoys.example', 14, 2, 4, 8),
  supplier('WINTER', 'Winterhall Decorations', 'trade@winterhall.example', 14, 5, 6, 12),
];

function supplier(
  code: string,
  name: string,
  email: string,
  leadTimeDays: number,
  orderDay: number,
  packSize: number,
  minOrder: number,
): DemoSupplier & Terms {
  return { code, name, email, leadTimeDays, orderDay, packSize, minOrder };
}

/** The eleven suppliers of the demo chain. */
export const demoSuppliers: readonly DemoSupplier[] = sources.map(({ code, name, email }) => ({ code, name, email }));

/**
 * The terms of a supplier.
 * @throws Error when there is no supplier with this code
 */
export function termsOf(code: string): Terms {
  const found = sources.find((source) => source.code === code);
  if (found === undefined) throw new Error(`no demo supplier ${code}`);
  return found;
}
