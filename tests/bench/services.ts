import { createDelivery } from '#local/delivery.ts';
import { startDataApi } from '#local/data-api/server.ts';
import { startEvents } from '#local/events.ts';
import { startQueues } from '#local/queues.ts';
import { startStorage } from '#local/storage.ts';
import type { Services } from './cloud.ts';

// The stand-ins in one process of their own, as in `npm start`. Tells its parent the addresses, then of every new
// object in the bucket.
const { directory, postgres, credentials, webOrigin } = JSON.parse(process.argv[2] ?? '') as Services;
const region = 'eu-west-1';
const delivery = createDelivery({
  invoke: (_functionName, payload) => Promise.resolve(process.send?.({ notice: payload })),
  retries: () => 0,
  delaysMs: [],
});
const trigger = {
  bucket: 'uploads',
  events: ['s3:ObjectCreated:*'],
  prefix: 'uploads/',
  suffix: '',
  functionName: 'f',
};
// Nobody is to be woken while times are taken.
const unheard = createDelivery({ invoke: () => Promise.resolve(), retries: () => 0, delaysMs: [] });
const [storage, dataApi, events, queues] = await Promise.all([
  startStorage({
    port: 0,
    directory,
    region,
    buckets: ['uploads'],
    triggers: [trigger],
    credentials,
    webOrigin,
    delivery,
  }),
  startDataApi({ port: 0, resourceArn: 'cluster', secrets: postgres.secrets, postgres }),
  startEvents({ port: 0, region, buses: ['bus'], rules: [], delivery }),
  startQueues({ port: 0, region, triggers: [{ queue: 'Wakes', functionName: 'wake' }], delivery: unheard }),
]);
process.send?.({ s3: storage.url, dataApi: dataApi.url, events: events.url, queues: queues.url });
process.on('disconnect', () => {
  void Promise.allSettled([storage.stop(), dataApi.stop(), events.stop(), queues.stop()]).then(() => process.exit(0));
});
