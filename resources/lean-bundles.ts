import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { writtenDocumentation } from './written-documentation.ts';

/**
 * What makes a function's bundle half as large, without changing what it does:
 * - the AWS SDK's ES modules instead of its CommonJS: only those can be shaken (`mainFields` in serverless.yml);
 * - of the ways to find credentials, only the environment: it is where Lambda puts them;
 * - no operation that is used here streams events, so what would read and write such streams is left out;
 * - an SDK client describes every operation of its service in one list, with computed keys (`[_h]: …`) that a bundler
 *   must not drop, since computing a key could do something. Written as plain text, unused operations are dropped.
 */
const leanSdk: Plugin = {
  name: 'lean-sdk',
  setup(build) {
    build.onResolve({ filter: /^(@aws-sdk\/credential-provider-node|@smithy\/core\/event-streams)$/ }, ({ path }) => ({
      path,
      namespace: 'lean-sdk',
    }));
    build.onLoad({ filter: /.*/, namespace: 'lean-sdk' }, ({ path }) => ({
      contents: path === '@smithy/core/event-streams' ? noEventStreams : credentialsOfEnvironment,
      resolveDir: import.meta.dirname,
    }));
    build.onLoad({ filter: /@aws-sdk\/.*\/schemas\/schemas_\d+\.js$/ }, async ({ path }) => ({
      contents: withPlainKeys(await readFile(path, 'utf8')),
    }));
  },
};

const credentialsOfEnvironment = `
  import { fromEnv } from '@aws-sdk/credential-provider-env';
  export const defaultProvider = () => fromEnv();`;

const noEventStreams = `
  export const resolveEventStreamSerdeConfig = (config) => config;
  export const eventStreamSerdeProvider = () => ({});
  export class EventStreamSerde {
    constructor() {
      throw new Error('An operation that streams events: take it out of resources/lean-bundles.ts');
    }
  }`;

function withPlainKeys(source: string): string {
  const texts = new Map([...source.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map(([, name, text]) => [name, text]));
  return source.replace(/\[(_\w+)\]: /g, (key, name: string) => (texts.has(name) ? `${texts.get(name)}: ` : key));
}

export default [leanSdk, writtenDocumentation];
