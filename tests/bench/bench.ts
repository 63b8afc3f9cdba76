import { cpus, loadavg } from 'node:os';
import { bundle } from './bundle.ts';
import { startBenchCloud } from './cloud.ts';
import { benchImports } from './imports.ts';
import { openTable } from './table.ts';

// `npm run bench`: how fast the product is beside what PostgreSQL itself can do, measured in turns in one run, since
// machines differ and other programs get in the way: the ratios are what counts.
const table = openTable();
table.progress('starting PostgreSQL and the stand-ins');
const cloud = await startBenchCloud();
try {
  const importFile = await bundle('functions/events/import-file.ts', cloud.directory);
  await benchImports(cloud, importFile.file, Number(process.env['BENCH_ROUNDS'] ?? 3), table);
} finally {
  await cloud.stop();
}
table.print();
console.log(
  `\n${cpus().length} CPUs (${cpus()[0]?.model ?? ''}), load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}`,
);
