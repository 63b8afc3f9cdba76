import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** The folder that holds serverless.yml. */
export const root = resolve(import.meta.dirname, '../..');

/** What is deployed where: the stage, its stack, the region, and values for serverless.yml's `params`. */
export type Target = { stage: string; stack: string; region: string; params: string[] };

/** Which service serverless.yml describes, and the region it is deployed to. */
function service(): { name: string; region: string } {
  const text = serviceText();
  const find = (pattern: RegExp, what: string): string => {
    const found = pattern.exec(text)?.[1];
    if (found === undefined) throw new Error(`serverless.yml does not name its ${what}`);
    return found;
  };
  return { name: find(/^service: (\S+)/m, 'service'), region: find(/^ {2}region: (\S+)/m, 'region') };
}

/** The text of serverless.yml. */
export const serviceText = (): string => readFileSync(join(root, 'serverless.yml'), 'utf8');

/** The target of a stage. From here on every AWS client of this process speaks to its region. */
export function targetOf(stage: string): Target {
  if (stage === 'local' || stage === 'default')
    throw new Error(`--stage ${stage}: that is a name of serverless.yml's own; choose another`);
  if (!/^[a-z][a-z0-9]{0,15}$/.test(stage))
    throw new Error(`--stage ${stage}: a stage is named by up to 16 lower-case letters and digits`);
  const { name, region } = service();
  Object.assign(process.env, { AWS_REGION: region });
  return { stage, stack: `${name}-${stage}`, region, params: [] };
}

/**
 * Reads `--stage` (needed), `--param name=value` (any number of times), and the switches named.
 * @throws TypeError for an option that is not known
 */
export function readOptions(switches: readonly string[] = []): { target: Target; on: ReadonlySet<string> } {
  const { values } = parseArgs({
    options: {
      stage: { type: 'string' },
      param: { type: 'string', multiple: true, default: [] },
      ...Object.fromEntries(switches.map((name) => [name, { type: 'boolean' } as const])),
    },
  });
  const { stage, param, ...others } = values;
  const target = needStage(stage);
  const params = Array.isArray(param) ? param.map(String) : [];
  return { target: { ...target, params }, on: new Set(Object.keys(others)) };
}

/** The target of the `--stage` that was given. @throws where none was */
export function needStage(stage: unknown): Target {
  if (typeof stage !== 'string') throw new Error('Which stage? For example: --stage dev');
  return targetOf(stage);
}
