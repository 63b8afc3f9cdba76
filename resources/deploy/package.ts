import { command } from '#resources/command.ts';
import { osls } from './run.ts';
import { readOptions } from './target.ts';

const usage = `npm run package -- [options]

  --stage <stage>         as which stage; dev if left out
  --param <name>=<value>  another value for one of the params of serverless.yml`;

await command(usage, () => osls('package', readOptions().target), 'Not packaged.');
