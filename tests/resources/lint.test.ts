import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packaged } from './package.ts';

const missing = spawnSync('cfn-lint', ['--version']).error !== undefined;
if (missing) console.log('cfn-lint is not on PATH (pip install cfn-lint): the templates are not checked by it');

type Finding = { Rule: { Id: string }; Message: string; Location: { Path: unknown[] } };

/** What cfn-lint says of a template, but for `DependsOn` that osls adds although a reference says as much. */
function lint(file: string): string[] {
  const args = ['--format', 'json', '--regions', 'eu-west-1', '--ignore-checks', 'W3005', '--', file];
  const { stdout, stderr } = spawnSync('cfn-lint', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (stdout === '') throw new Error(stderr);
  return (JSON.parse(stdout) as Finding[]).map(
    ({ Rule, Message, Location }) => `${Rule.Id} ${Message} (${Location.Path.join('/')})`,
  );
}

describe.skipIf(missing)('cfn-lint', () => {
  test.each(['dev', 'prod', 'reader', 'ec2'] as const)(
    'finds nothing in %s',
    async (variant) => {
      const { folder } = await packaged(variant);
      expect(lint(join(folder, 'cloudformation-template-update-stack.json'))).toEqual([]);
    },
    600_000,
  );

  test('finds something in a template that is wrong', async () => {
    const { template, folder } = await packaged('dev');
    const file = join(folder, 'wrong.json');
    const Resources = {
      Vpc: template.Resources['Vpc'],
      Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'No' } } },
    };
    writeFileSync(file, JSON.stringify({ Resources }));
    expect(lint(file)).toContainEqual(expect.stringContaining('E1020'));
  }, 600_000);
});
