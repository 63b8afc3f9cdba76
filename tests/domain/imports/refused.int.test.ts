import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { memoryFiles } from '#tests/setup/files.ts';
import { drop, rejectsOf } from '#tests/setup/imports.ts';
import { addProducts, mismatches, openStore } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let platform: ReturnType<typeof testPlatform> & { files: ReturnType<typeof memoryFiles> };
let made = 0;

beforeAll(async () => {
  database = await testDatabase();
  const files = memoryFiles();
  platform = { ...testPlatform(database.db, { files }), files };
  await openStore(database.sql, 'shop');
  await openStore(database.sql, 'yankee', { date_order: 'mdy', time_zone: 'America/New_York', currency: 'USD' });
  await addProducts(database.sql, ['A1', 'B2']);
  await database.sql.query(
    "insert into product (sku, name, is_stocked) values ('POST', 'Postage', false), ('NOPRICE', 'No price', true)",
  );
  await database.sql.query("insert into supplier (code, name) values ('ACME', 'Acme')");
});
afterAll(async () => {
  expect(await mismatches(database.sql)).toEqual([]);
  await database.close();
});

const importing = (kind: string, text: string | Buffer, folder = '') =>
  drop(platform, database.sql, `uploads/${kind}/${folder}file-${(made += 1)}.csv`, text);

const header = {
  sales: 'store,sale_id,sku,quantity,unit_price,discount,tax,sold_at',
  deliveries: 'store,supplier,delivery_note,line,sku,quantity,unit_cost,received_at',
  stock: 'store,sku,quantity,counted_at',
  products: 'sku,name,price,reorder_point,barcode,is_stocked,pack_size,lead_time_days',
};
const good = {
  sales: (n: number) => `shop,GOOD${n},A1,1,2.50,,,2026-06-01T09:00:00`,
  deliveries: (n: number) => `shop,ACME,NOTE${n},1,A1,10,1.00,2026-06-01T09:00:00`,
  stock: (n: number) =>
    `shop,A1,5,2026-06-01T09:${String(n % 60).padStart(2, '0')}:${String(Math.floor(n / 60)).padStart(2, '0')}`,
  products: (n: number) => `GOOD${n},Name,1,2,,yes,1,7`,
};

const bad: [kind: keyof typeof header, row: string, column: string | null, reason: RegExp][] = [
  ['sales', 'nowhere,X,A1,1,1,,,2026-06-01T09:00:00', 'store', /unknown store "nowhere"/],
  ['sales', ',X,A1,1,1,,,2026-06-01T09:00:00', 'store', /is empty/],
  ['sales', 'shop,,A1,1,1,,,2026-06-01T09:00:00', 'sale_id', /is empty/],
  ['sales', `shop,${'X'.repeat(101)},A1,1,1,,,2026-06-01T09:00:00`, 'sale_id', /longer than 100/],
  ['sales', 'shop,X,,1,1,,,2026-06-01T09:00:00', 'sku', /is empty/],
  ['sales', 'shop,X,NONE,1,1,,,2026-06-01T09:00:00', 'sku', /unknown SKU "NONE": import it as a product first/],
  ['sales', 'shop,X,"A\u00001",1,1,,,2026-06-01T09:00:00', 'sku', /control character/],
  ['sales', 'shop,X,"A\n1",1,1,,,2026-06-01T09:00:00', 'sku', /line break/],
  ['sales', 'shop,X,A1,,1,,,2026-06-01T09:00:00', 'quantity', /is empty/],
  ['sales', 'shop,X,A1,0,1,,,2026-06-01T09:00:00', 'quantity', /is 0/],
  ['sales', 'shop,X,A1,two,1,,,2026-06-01T09:00:00', 'quantity', /"two" is not a number/],
  ['sales', 'shop,X,A1,1e5,1,,,2026-06-01T09:00:00', 'quantity', /"1e5" is not a number/],
  ['sales', 'shop,X,A1,=1+1,1,,,2026-06-01T09:00:00', 'quantity', /not a number/],
  ['sales', 'shop,X,A1,1000000000000000000,1,,,2026-06-01T09:00:00', 'quantity', /more than 11 digits/],
  ['sales', 'shop,X,A1,1.2345,1,,,2026-06-01T09:00:00', 'quantity', /3 behind the point/],
  ['sales', 'shop,X,A1,1,"1,50",,,2026-06-01T09:00:00', 'unit_price', /"1,50" is not a number/],
  ['sales', 'shop,X,A1,1,£1,,,2026-06-01T09:00:00', 'unit_price', /not a number/],
  ['sales', 'shop,X,A1,1,1,x,,2026-06-01T09:00:00', 'discount', /not a number/],
  ['sales', 'shop,X,A1,1,1,,x,2026-06-01T09:00:00', 'tax', /not a number/],
  ['sales', 'shop,X,NOPRICE,1,,,,2026-06-01T09:00:00', 'unit_price', /no price in the file and none in the catalogue/],
  ['sales', 'shop,X,A1,1,1,,,', 'sold_at', /is empty/],
  ['sales', 'shop,X,A1,1,1,,,yesterday', 'sold_at', /not a date and time/],
  ['sales', 'shop,X,A1,1,1,,,2026-02-31T09:00:00', 'sold_at', /not a real date/],
  ['sales', 'shop,X,A1,1,1,,,2026-06-01T25:00:00', 'sold_at', /not a real date/],
  ['sales', 'shop,X,A1,1,1,,,12/1/26 8:26', 'sold_at', /could be day or month first/],
  ['sales', 'yankee,X,A1,1,1,,,13/1/26 8:26', 'sold_at', /not a real date/],
  ['sales', 'shop,X,A1,1,1,,,2126-06-01T09:00:00', 'sold_at', /24 hours in the future/],
  ['sales', 'shop,X,A1,1,1,,,1926-06-01T09:00:00', 'sold_at', /before 1970/],
  ['sales', 'shop,X,A1,1,1', null, /has 5 columns, the header has 8/],
  ['sales', 'shop,X,A1,1,1,,,2026-06-01T09:00:00,more', null, /has 9 columns/],
  ['sales', 'shop,X,A"1,1,1,,,2026-06-01T09:00:00', null, /a quote stands in the middle/],
  ['sales', 'shop,X,"A1"x,1,1,,,2026-06-01T09:00:00', null, /a quote closes in the middle/],
  ['deliveries', 'shop,NOBODY,N,1,A1,1,1,2026-06-01T09:00:00', 'supplier', /unknown supplier "NOBODY"/],
  ['deliveries', 'shop,ACME,,1,A1,1,1,2026-06-01T09:00:00', 'delivery_note', /is empty/],
  ['deliveries', 'shop,ACME,N,1,A1,-1,1,2026-06-01T09:00:00', 'quantity', /negative/],
  ['deliveries', 'shop,ACME,N,1,POST,1,1,2026-06-01T09:00:00', 'sku', /not a stocked product/],
  ['deliveries', 'shop,ACME,N,1,NONE,1,1,2026-06-01T09:00:00', 'sku', /unknown SKU/],
  ['deliveries', 'shop,ACME,N,1,A1,1,1,2126-06-01T09:00:00', 'received_at', /future/],
  ['stock', 'shop,A1,-1,2026-06-01T09:00:00', 'quantity', /nobody can count less than nothing/],
  ['stock', 'shop,A1,,2026-06-01T09:00:00', 'quantity', /is empty/],
  ['stock', 'shop,A1,5,2026-06-01', 'counted_at', /has no time of day/],
  ['stock', 'shop,POST,5,2026-06-01T09:00:00', 'sku', /not a stocked product/],
  ['stock', 'shop,A1,5,2126-06-01T09:00:00', 'counted_at', /future/],
  ['products', ',Name,1,2,,,,', 'sku', /is empty/],
  ['products', 'NEW,,1,2,,,,', 'name', /a new product needs a name/],
  ['products', 'NEW,Name,-1,2,,,,', 'price', /negative/],
  ['products', 'NEW,Name,1,2,,maybe,,', 'is_stocked', /neither true nor false/],
  ['products', 'NEW,Name,1,2,,,0,', 'pack_size', /more than 0/],
  ['products', 'NEW,Name,1,2,,,1,2.5', 'lead_time_days', /0 behind the point/],
];

describe('a bad row is refused with its line, column and reason, and the good ones go in', () => {
  describe.each(['first', 'middle', 'last'] as const)('as the %s row', (place) => {
    test.each(bad)('%s: %s', async (kind, row, column, reason) => {
      const rows = [good[kind]((made += 1)), good[kind]((made += 1))];
      const at = { first: 0, middle: 1, last: 2 }[place];
      rows.splice(at, 0, row);
      const done = await importing(kind, `${[header[kind], ...rows].join('\n')}\n`);
      expect(done).toMatchObject({ status: 'done_with_errors', rows_read: 3, applied: 2, duplicate: 0, rejected: 1 });
      const [refused] = await rejectsOf(database.sql, done.id);
      expect(refused).toEqual([at + 2, column, expect.stringMatching(reason)]);
    });
  });

  test('that no column can hold is found among the good ones, however many they are', async () => {
    const rows = Array.from({ length: 200 }, () => good.sales((made += 1)));
    rows[77] = 'shop,HUGE,A1,99999999999,999999999999,,,2026-06-01T09:00:00';
    rows[150] = 'shop,HUGE2,A1,99999999999,999999999999,,,2026-06-01T09:00:00';
    const done = await importing('sales', [header.sales, ...rows].join('\n'));
    expect(done).toMatchObject({ status: 'done_with_errors', rows_read: 200, applied: 198, rejected: 2 });
    expect(await rejectsOf(database.sql, done.id)).toEqual([
      [79, null, expect.stringMatching(/cannot be stored: .*out of range/)],
      [152, null, expect.stringMatching(/cannot be stored: .*out of range/)],
    ]);
  });

  test('with another store, supplier or SKU spelled in another case it is the same one', async () => {
    const done = await importing('deliveries', `${header.deliveries}\nSHOP,acme,CASE,1,a1,1,1,2026-06-01T09:00:00`);
    expect(done).toMatchObject({ status: 'done', applied: 1 });
  });

  test("of another store than the file was sent for is refused: nobody writes to others' stock by it", async () => {
    const done = await importing(
      'stock',
      `${header.stock}\nshop,A1,5,2026-06-02T09:00:00\nyankee,A1,9,2026-06-02T09:00:00`,
      'shop/',
    );
    expect(done).toMatchObject({ applied: 1, rejected: 1 });
    expect(await rejectsOf(database.sql, done.id)).toEqual([
      [3, 'store', 'is "yankee", but the file was sent for "shop"'],
    ]);
  });

  test('a barcode of another product is refused, on file or in the same file', async () => {
    await importing('products', `${header.products}\nBAR1,One,1,2,5012345678900,,,`);
    const done = await importing(
      'products',
      `${header.products}\nBAR2,Two,1,2,5012345678900,,,\nBAR3,Three,1,2,111,,,\nBAR4,Four,1,2,111,,,\nBAR1,One,1,2,5012345678900,,,`,
    );
    expect(await rejectsOf(database.sql, done.id)).toEqual([
      [2, 'barcode', 'barcode 5012345678900 belongs to SKU "BAR1"'],
      [4, 'barcode', 'barcode 111 is on another row of this file'],
    ]);
    expect(done).toMatchObject({ applied: 1, duplicate: 1, rejected: 2 });
  });

  test('a row whose key is in with other values is refused as changed', async () => {
    const sale = (quantity: number) => `${header.sales}\nshop,CHANGED,A1,${quantity},2.50,,,2026-06-01T09:00:00`;
    await importing('sales', sale(1));
    const done = await importing('sales', sale(2));
    expect(done).toMatchObject({ status: 'done_with_errors', applied: 0, rejected: 1 });
    expect((await rejectsOf(database.sql, done.id))[0]?.[2]).toMatch(/^changed:/);
  });
});

describe('a file is read as shops write them', () => {
  test.each([
    [
      'semicolons and decimal commas',
      'Filiale;Bon-Nr',
      'sale_id;sku;quantity;price;sold_at\nS1;A1;1,5;2,50;2026-06-01T09:00:00',
    ],
    ['tabs', '', 'sale_id\tsku\tquantity\tprice\tsold_at\nS2\tA1\t1.5\t2.50\t2026-06-01T09:00:00'],
    [
      'Windows line ends, blank lines and a byte order mark',
      '',
      '\uFEFFSale ID,SKU,Qty,Unit Price,Date\r\n\r\nS3,A1,1.5,2.50,2026-06-01 09:00\r\n\r\n',
    ],
    [
      'quotes all over and no last line feed',
      '',
      '"Receipt No","Item Code","Units","Price","Timestamp"\n"S4","A1","1.50","2.5","2026-06-01T09:00:00"',
    ],
    ['times with a zone', '', 'sale_id,sku,quantity,price,sold_at\nS5,A1,1.5,2.50,2026-06-01T10:00:00+02:00'],
  ])('%s', async (_, __, text) => {
    const done = await importing('sales', text, 'shop/');
    expect(done).toMatchObject({ status: 'done', applied: 1 });
    const { rows } = await database.sql.query(
      `select l.quantity::float, l.unit_price::float, s.occurred_at from sale_line l join sale s on s.id = l.sale_id
       order by l.id desc limit 1`,
    );
    expect(rows).toEqual([{ quantity: 1.5, unit_price: 2.5, occurred_at: new Date('2026-06-01T08:00:00Z') }]);
  });

  test('Latin-1 names arrive with their accents', async () => {
    await importing('products', Buffer.from('sku,name\nCAFE,Café crème', 'latin1'));
    const { rows } = await database.sql.query("select name from product where sku = 'CAFE'");
    expect(rows).toEqual([{ name: 'Café crème' }]);
  });

  test('a folder named in capitals is the same kind', async () => {
    expect(await importing('Products', 'sku,name\nCAPITAL,Capital')).toMatchObject({
      status: 'done',
      kind: 'products',
    });
  });

  test('leading zeros of a SKU are kept', async () => {
    await importing('products', 'sku,name\n00123,Zeros');
    expect((await database.sql.query("select sku from product where name = 'Zeros'")).rows).toEqual([{ sku: '00123' }]);
  });
});

describe('a file that cannot be imported fails with one clear message', () => {
  test.each([
    ['sales/', '', /The file is empty/],
    ['sales/', '\n\n\n', /nothing but blank lines/],
    ['sales/', Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), /Excel workbook or a zip/],
    ['sales/', Buffer.from([0x1f, 0x8b, 8, 0]), /gzip/],
    ['sales/', Buffer.from('\uFEFFsku', 'utf16le'), /UTF-16/],
    ['sales/', Buffer.from([1, 2, 0, 4]), /not a text file/],
    [
      'sales/',
      'shop,S1,A1,1,2.50\n',
      /The header has no column for sale_id, sku, quantity, sold_at: its first line must name what is missing, and may leave out line, unit_price, discount, tax, name, occurrence\. Not understood: "S1", "A1", "1", "2\.50"\. Names/,
    ],
    [
      'sales/',
      'store,receipt,sku,quantity,sold_at\nLEEDS,S1,A1,1,2026-06-01T09:00:00',
      /no column for sale_id: .*\. Not understood: "receipt"\. Names that would do, in any case, for sale_id: saleid, invoiceno, .*receiptno/,
    ],
    [
      'sales/',
      'sale_id,sku,quantity,sold_at\nS1,A1,1,2026-06-01T09:00:00',
      /no column for store.*uploads\/<kind>\/<store code>/,
    ],
    ['sales/', 'store,sale_id,sku,sku,quantity,sold_at\n', /"sku" stands twice/],
    ['nonsense/', 'a,b\n1,2', /drop it under uploads\/products/],
    ['', 'a,b\n1,2', /drop it under uploads\/products/],
    ['sales/atlantis/', 'sale_id,sku,quantity,sold_at\nS1,A1,1,2026-06-01T09:00:00', /no store "atlantis"/],
  ])('uploads/%s %j', async (folder, content, reason) => {
    const done = await drop(platform, database.sql, `uploads/${folder}bad-${(made += 1)}.csv`, content);
    expect(done).toMatchObject({ status: 'failed', applied: 0, rejected: 0 });
    expect(done.error).toMatch(reason);
  });

  test('and says so on the bus; a good one says how many rows went in', async () => {
    await database.sql.query('delete from outbox');
    await importing('sales', '');
    const done = await importing('sales', `${header.sales}\n${good.sales((made += 1))}`);
    const { rows } = await database.sql.query<{ name: string; data: Record<string, unknown> }>(
      "select name, data from outbox where name like 'import.%' order by id",
    );
    expect(rows).toEqual([
      { name: 'import.failed', data: expect.objectContaining({ reason: 'The file is empty', applied: 0 }) },
      {
        name: 'import.completed',
        data: expect.objectContaining({ importId: done.id, rowsRead: 1, applied: 1, rejected: 0 }),
      },
    ]);
  });

  test('a header alone is a file with no rows', async () => {
    expect(await importing('sales', header.sales)).toMatchObject({ status: 'done', rows_read: 0 });
  });
});

describe('the rejected rows come back as a file', () => {
  test('that, mended, goes in without touching what is in already', async () => {
    const line = 'TWICE,A1,1,2.50,2026-06-01T09:00:00';
    const done = await importing(
      'sales',
      `sale_id,sku,quantity,price,sold_at,till\n${line},t1\nTWICE,A1,one,2.50,2026-06-01T09:00:00,"t,2"\n${line},t3\n`,
      'shop/',
    );
    expect(done).toMatchObject({ applied: 2, rejected: 1 });
    const rejects = platform.files.objects.get(done.rejects_key ?? '')?.toString() ?? '';
    expect(done.rejects_key).toMatch(/^rejects\//);
    expect(rejects).toBe(
      '\uFEFFsale_id,sku,quantity,price,sold_at,till,reason,occurrence\n' +
        'TWICE,A1,one,2.50,2026-06-01T09:00:00,"t,2","quantity: ""one"" is not a number like 12 or 12.50",2\n',
    );
    const mended = await importing('sales', rejects.replace('A1,one,', 'A1,1,'), 'shop/');
    expect(mended).toMatchObject({ status: 'done', applied: 1, duplicate: 0 });
    const again = await importing('sales', `sale_id,sku,quantity,price,sold_at\n${line}\n${line}\n${line}\n`, 'shop/');
    expect(again).toMatchObject({ status: 'done', applied: 0, duplicate: 3 });
  });

  test('with broken lines as they stood, and nothing lost of rows with too many columns', async () => {
    const done = await importing(
      'sales',
      `${header.sales}\nshop,X,A"1,1\nshop,X,A1,1,1,,,2026-06-01T09:00:00,more,and more\n`,
    );
    const [, broken, long] = (platform.files.objects.get(done.rejects_key ?? '')?.toString() ?? '').split('\n');
    expect(broken).toMatch(/^"shop,X,A""1,1",,,,,,,,a quote stands/);
    expect(long).toMatch(/^shop,X,A1,1,1,,,2026-06-01T09:00:00,"?has 10 columns.*,,more,and more$/);
  });

  test('by the thousands, and none is missing; the largest stays within 8 KB in the database', async () => {
    const rows = Array.from({ length: 5_500 }, (_, n) => `shop,MANY${n},NONE${n},1,1,,,2026-06-01T09:00:00`);
    const long = `shop,LONG,${'N'.repeat(99)},1,1,,,"${'2'.repeat(20_000)}"`;
    const done = await importing('sales', [header.sales, long, ...rows].join('\n'));
    expect(done).toMatchObject({ status: 'done_with_errors', rows_read: 5_501, rejected: 5_501 });
    const written =
      platform.files.objects
        .get(done.rejects_key ?? '')
        ?.toString()
        .trim()
        .split('\n') ?? [];
    expect(written).toHaveLength(5_502);
    const { rows: kept } = await database.sql.query<{ most: number; n: number }>(
      'select max(octet_length(raw)) as most, count(raw)::int as n from import_reject where import_id = $1',
      [done.id],
    );
    expect(kept[0]?.n).toBe(50);
    expect(kept[0]?.most).toBeLessThanOrEqual(8_192);
  });
});
