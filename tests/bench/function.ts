import { pathToFileURL } from 'node:url';

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

// One function in a process of its own, as a Lambda has one. The parent sends events and hears how long each took, in
// ms, and what memory the process holds, in bytes.
const began = performance.now();
const { handler } = (await import(pathToFileURL(process.argv[2] ?? '').href)) as { handler: Handler };
process.send?.({ readyMs: performance.now() - began });

process.on('message', (message: { event?: unknown }) => {
  if (!('event' in message)) process.send?.({ rss: process.memoryUsage.rss() });
  else
    void run(message.event).then(
      (ms) => process.send?.({ ms, maxRss: process.resourceUsage().maxRSS * 1024 }),
      (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
    );
});

async function run(event: unknown): Promise<number> {
  const from = performance.now();
  await handler(event, { getRemainingTimeInMillis: () => 900_000 - (performance.now() - from), awsRequestId: 'bench' });
  return performance.now() - from;
}
