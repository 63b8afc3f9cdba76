import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { anyFreePorts, choosePorts, defaultBase, host, portsFrom } from '#local/ports.ts';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => void server.close(resolve));
});

async function occupy(port: number): Promise<void> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => resolve());
  });
}

test('eleven ports in a row, the web application on the first', () => {
  const ports = Object.values(portsFrom(4400));
  expect(ports.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 11 }, (_, index) => 4400 + index));
  expect(portsFrom(4400).web).toBe(4400);
});

test('a base set by hand is used when it is free, and refused by name when one of its ports is taken', async () => {
  const ports = await anyFreePorts();
  expect(await choosePorts(ports.web, expect.fail)).toEqual(ports);
  await occupy(ports.s3);
  await expect(choosePorts(ports.web, expect.fail)).rejects.toThrow(`Port ${ports.s3} (s3) is used by another program`);
  // The database that a killed run left behind is no other program.
  expect(await choosePorts(ports.web, expect.fail, [ports.s3])).toEqual(ports);
});

test('the default block moves on as a whole and says so', async () => {
  // Another cloud may hold the default block already; then it is as taken as this test wants it.
  await occupy(defaultBase + 5).catch(() => {});
  const told: string[] = [];
  const ports = await choosePorts(undefined, (line) => told.push(line));
  expect(ports.web % 100).toBe(0);
  expect(ports.web).toBeGreaterThan(defaultBase);
  expect(told).toEqual([
    expect.stringMatching(new RegExp(`^Port 44\\d\\d .*move to ${ports.web}-${ports.web + 10}\\.$`)),
  ]);
});

test.each([80, 70_000, Number.NaN, 4400.5])('%d is no first port', async (base) => {
  await expect(choosePorts(base, expect.fail)).rejects.toThrow('--port must be a whole number');
});
