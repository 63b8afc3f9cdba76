import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { credentials } from '#local/account.ts';
import { createDelivery } from '#local/delivery.ts';
import { startStorage, type Storage } from '#local/storage.ts';
import { webHeaders } from '#local/web-headers.ts';
import { packaged } from './package.ts';
import type { Template } from './template.ts';
import { lacking, startWebHost, type WebHost } from './web-host.ts';

const bucket = 'site';
const script = `export const text = '${'stock '.repeat(400)}';`;

describe.skipIf(lacking.length > 0)(
  lacking.length > 0 ? `a web host (skipped: this machine has no ${lacking.join(', ')})` : 'a web host',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'stockroom-api-'));
    let template: Template;
    let storage: Storage;
    let s3: S3Client;
    let api: Server;
    let web: WebHost;
    let url: string;
    let environment: Record<string, string>;
    const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));

    beforeAll(async () => {
      ({ template } = await packaged('ec2'));
      // Nothing is told of what is stored here.
      const delivery = createDelivery({
        invoke: () => Promise.resolve(),
        retries: () => 0,
        delaysMs: [],
        onDead: () => {},
      });
      storage = await startStorage({
        port: 0,
        directory: join(folder, 's3'),
        region: 'eu-west-1',
        buckets: [bucket],
        triggers: [],
        credentials,
        webOrigin: 'https://stock.example.com',
        delivery,
      });
      s3 = new S3Client({ endpoint: storage.url, region: 'eu-west-1', credentials });
      await put('index.html', '<!doctype html>release 1');
      await put('config.json', '{"apiUrl":"/api"}');
      await put('assets/app-1a2b.js', script);
      await put('icon.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
      api = await startApi(certificate(folder, 'api'));
      environment = {
        AWS_ENDPOINT_URL_S3: storage.url,
        AWS_DEFAULT_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_EC2_METADATA_DISABLED: 'true',
      };
      web = await start(bucket);
    }, 300_000); // packaging included
    afterAll(async () => {
      web.stop();
      api.close();
      await storage.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    async function start(from: string): Promise<WebHost> {
      const port = await freePort();
      url = from === bucket ? `http://127.0.0.1:${port}` : url;
      const apiUrl = `https://127.0.0.1:${(api.address() as AddressInfo).port}`;
      const authority = readFileSync(join(folder, 'api.crt'), 'utf8');
      return startWebHost(template, { port, apiUrl, bucket: from, authority, environment });
    }

    test('comes up by its user data alone and tells CloudFormation so', () => {
      expect([web.status, web.output]).toEqual([0, expect.any(String)]);
      const calls = web.calls();
      expect(calls[0]).toBe('dnf install --assumeyes nginx amazon-cloudwatch-agent aws-cfn-bootstrap');
      expect(calls).toContain('systemctl enable --now nginx follow-site.timer');
      expect(calls.at(-1)).toBe(
        'cfn-signal --exit-code 0 --stack stockroom-ec2 --resource WebHosts --region eu-west-1',
      );
      const logs: unknown = JSON.parse(readFileSync(join(web.root, 'etc/web-host-logs.json'), 'utf8'));
      expect(JSON.stringify(logs)).toContain('/stockroom/ec2/web-hosts');
    });

    test('tells CloudFormation when it cannot come up, and serves nobody', async () => {
      const broken = await start('no-such-bucket');
      expect(broken.status).not.toBe(0);
      expect(broken.calls().at(-1)).toMatch(/^cfn-signal --exit-code [1-9]\d* /);
      expect(broken.calls().join()).not.toContain('--now nginx');
      broken.stop();
    });

    test('serves the app’s page for its own paths, asked for anew each time', async () => {
      for (const path of ['/', '/products/17', '/imports/018f3c1e/x']) {
        const page = await fetch(`${url}${path}`);
        expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
          200,
          'text/html',
          '<!doctype html>release 1',
        ]);
        expect(page.headers.get('cache-control')).toBe('no-cache');
      }
      const config = await fetch(`${url}/config.json`);
      expect([await config.json(), config.headers.get('cache-control')]).toEqual([{ apiUrl: '/api' }, 'no-cache']);
    });

    test('serves files with a hash in their name for a year, compressed; what is missing is not kept', async () => {
      const file = await fetch(`${url}/assets/app-1a2b.js`, { headers: { 'accept-encoding': 'gzip' } });
      expect(await file.text()).toBe(script);
      expect(Object.fromEntries(file.headers)).toMatchObject({
        'content-encoding': 'gzip',
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'Accept-Encoding',
        'content-type': expect.stringContaining('javascript') as unknown,
      });
      const missing = await fetch(`${url}/assets/app-0000.js`);
      expect([missing.status, missing.headers.get('cache-control')]).toEqual([404, null]);
      expect(missing.headers.get('x-content-type-options')).toBe('nosniff');
    });

    test('sends the headers that all ways of hosting send', async () => {
      const { security } = webHeaders([
        'https://stockroom-demo-ec2-uploads.s3.eu-west-1.amazonaws.com',
        'https://cognito-idp.eu-west-1.amazonaws.com',
        'https://stockroom-demo-ec2.auth.eu-west-1.amazoncognito.com',
        'wss://sockets.execute-api.eu-west-1.amazonaws.com',
      ]);
      for (const path of ['/', '/assets/app-1a2b.js', '/icon.svg', '/missing.txt']) {
        const headers = Object.fromEntries((await fetch(`${url}${path}`)).headers);
        expect(headers).toMatchObject({
          ...security,
          'strict-transport-security': 'max-age=63072000; includeSubDomains',
        });
        expect(headers['server']).toBe('nginx');
      }
    });

    test('hands what is under /api on to the API, and back, as it is', async () => {
      const answer = await fetch(`${url}/api/products/a%20b?search=x%2Fy&limit=5`, {
        method: 'POST',
        headers: { authorization: 'Bearer token', 'idempotency-key': 'k1', 'content-type': 'application/json' },
        body: '{"quantity":"1"}',
      });
      expect(answer.status).toBe(201);
      expect(await answer.json()).toEqual({
        asked: 'POST /products/a%20b?search=x%2Fy&limit=5',
        authorization: 'Bearer token',
        key: 'k1',
        body: '{"quantity":"1"}',
      });
      expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'");
      // Once, though the API says it too.
      expect(answer.headers.get('strict-transport-security')).toBe('max-age=63072000; includeSubDomains');
    });

    test('takes over a release within the minute; pages of the last one still find their files', async () => {
      await put('assets/app-3c4d.js', 'export {};');
      await put('index.html', '<!doctype html>release 2');
      await web.runUnit('follow-site.service');
      expect(await (await fetch(`${url}/stock`)).text()).toBe('<!doctype html>release 2');
      expect((await fetch(`${url}/assets/app-3c4d.js`)).status).toBe(200);
      expect((await fetch(`${url}/assets/app-1a2b.js`)).status).toBe(200);
      const timer = readFileSync(join(web.root, 'etc/systemd/system/follow-site.timer'), 'utf8');
      expect(timer).toContain('OnUnitActiveSec=1min');
    });

    test('shows no page before the files that it refers to, whenever a release comes', async () => {
      // A release that arrives between the two looks at the bucket.
      const between = join(web.root, 'bin/aws');
      const real = execFileSync('bash', ['-c', 'command -v aws'], { encoding: 'utf8' }).trim();
      writeFileSync(join(folder, 'page'), '<!doctype html>release 3');
      writeFileSync(
        between,
        `#!/bin/bash
${real} "$@"
[ "$4" = next ] || exit 0
${real} s3 cp --quiet ${join(folder, 'page')} s3://${bucket}/assets/app-5e6f.js
${real} s3 cp --quiet ${join(folder, 'page')} s3://${bucket}/index.html
`,
        { mode: 0o755 },
      );
      await web.runUnit('follow-site.service');
      rmSync(between);
      expect(await (await fetch(url)).text()).toBe('<!doctype html>release 2');
      await web.runUnit('follow-site.service');
      expect(await (await fetch(url)).text()).toBe('<!doctype html>release 3');
    });

    test('talks to no API that cannot prove who it is', async () => {
      certificate(folder, 'other');
      writeFileSync(join(web.root, 'etc/pki/tls/certs/ca-bundle.crt'), readFileSync(join(folder, 'other.crt'), 'utf8'));
      web.reload();
      await expect.poll(async () => (await fetch(`${url}/api/health`)).status, { timeout: 10_000 }).toBe(502);
    });
  },
);

/** Makes a certificate for 127.0.0.1 that signs itself. */
function certificate(folder: string, name: string): { key: Buffer; cert: Buffer } {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:127.0.0.1'];
  const made = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert];
  execFileSync('openssl', ['req', ...made, ...subject], { stdio: 'ignore' });
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

/** An API that tells what it was asked. */
async function startApi(tls: { key: Buffer; cert: Buffer }): Promise<Server> {
  const server = createServer(tls, (request, response) => {
    void text(request).then((body) => {
      const { authorization, 'idempotency-key': key } = request.headers;
      response
        .writeHead(201, {
          'content-type': 'application/json',
          'content-security-policy': "default-src 'none'",
          'strict-transport-security': 'max-age=1',
        })
        .end(JSON.stringify({ asked: `${request.method} ${request.url}`, authorization, key, body }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function freePort(): Promise<number> {
  const server = createSocketServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
