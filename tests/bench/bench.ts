import { cpus, loadavg } from 'node:os';
import { benchBackups } from './backups.ts';
import { bundle, benchStart } from './bundle.ts';
import { startBenchCloud } from './cloud.ts';
import { benchDashboards } from './dashboards.ts';
import { benchImports } from './imports.ts';
import { benchMemory } from './memory.ts';
import { benchPages } from './pages.ts';
import { benchPlanning } from './planning.ts';
import { benchSales } from './sales.ts';
import { openTable } from './table.ts';

// `npm run bench`: how fast the product is beside what PostgreSQL itself can do, measured in turns in one run, since
// machines differ and other programs get in the way: the ratios are what counts. `npm run bench -- imports` measures one
// part: imports, sales, dashboards, planning, backups, memory, start or pages. `dashboards --million` leaves the year of 10 million lines out.
const table = openTable();
table.progress('starting PostgreSQL and the stand-ins');
const cloud = await startBenchCloud();
try {
  const importFile = await bundle('functions/events/import-file.ts', cloud.directory);
  const salesWrite = await bundle('functions/api/sales-write.ts', cloud.directory);
  const million = process.argv.includes('--million');
  const parts = {
    imports: () => benchImports(cloud, importFile.file, 3, table),
    sales: () => benchSales(cloud, salesWrite.file, table),
    dashboards: () => benchDashboards(cloud, million ? [1_000_000] : [1_000_000, 10_000_000], table),
    planning: () => benchPlanning(cloud, table),
    backups: () => benchBackups(cloud, table),
    memory: () => benchMemory(cloud, importFile.file, table),
    start: () => benchStart(cloud, table),
    pages: () => benchPages(table),
  };
  const wanted = process.argv.slice(2).filter((word) => word !== '--million');
  for (const [name, run] of Object.entries(parts)) if (wanted.length === 0 || wanted.includes(name)) await run();
} finally {
  await cloud.stop();
}
table.print();
console.log(
  `\n${cpus().length} CPUs (${cpus()[0]?.model ?? ''}), load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}`,
);
