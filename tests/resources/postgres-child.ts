// Starts PostgreSQL in the folder and on the port of the arguments, writes how to reach it, and waits to be ended.
import { startPostgres } from '#local/postgres.ts';

const [directory = '', port = '0'] = process.argv.slice(2);
const postgres = await startPostgres({ directory, port: Number(port), durable: false });
process.stdout.write(`${JSON.stringify({ url: postgres.connectionString('postgres'), port: postgres.port })}\n`);
process.once('SIGTERM', () => void postgres.stop());
