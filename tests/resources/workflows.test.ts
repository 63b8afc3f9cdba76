import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

type Step = { uses?: string; run?: string };
type Job = { steps: Step[]; environment?: string; permissions?: Record<string, string>; 'timeout-minutes'?: number };
type Workflow = { permissions: Record<string, string>; jobs: Record<string, Job> };

const workflows = globSync('.github/workflows/*.yml').map((file) => {
  const text = readFileSync(file, 'utf8');
  return { file, text, ...(parse(text) as Workflow) };
});
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const steps = workflows.flatMap(({ jobs }) => Object.values(jobs).flatMap((job) => job.steps));

test('there is one that tests and one that deploys', () => {
  expect(workflows.map(({ file }) => basename(file)).toSorted()).toEqual(['ci.yml', 'deploy.yml']);
});

test('every action is pinned to a commit', () => {
  const used = steps.flatMap(({ uses }) => uses ?? []);
  expect(used.length).toBeGreaterThan(3);
  for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
});

test('no secret is stored: the role is lent for the run, to a job of a named environment alone', () => {
  for (const { text, permissions } of workflows) {
    expect(text).not.toContain('secrets.');
    expect(permissions).toEqual({ contents: 'read' });
  }
  const jobs = workflows.flatMap((workflow) => Object.values(workflow.jobs));
  const lent = jobs.filter((job) => job.permissions?.['id-token'] === 'write');
  expect(lent.map((job) => job.environment)).toEqual(['${{ inputs.stage }}']);
});

test('what a person types never becomes part of a command, and each command is a script of the package', () => {
  const commands = steps.flatMap(({ run }) => run ?? []);
  for (const command of commands) expect(command).not.toContain('${{');
  const named = commands.flatMap((command) => /^npm (?:run )?([a-z]+)/.exec(command)?.[1] ?? []);
  expect(named).toEqual(expect.arrayContaining(['check', 'test', 'deploy']));
  for (const name of named) expect([...Object.keys(scripts), 'ci']).toContain(name);
});

test('the role may do what the stack needs of services that know no names for it', () => {
  const role = readFileSync('resources/deploy/github-oidc.yml', 'utf8');
  const needed = [
    'logs:CreateLogDelivery', // the API's access log
    'logs:PutResourcePolicy',
    'secretsmanager:GetRandomPassword', // a generated secret
    'lambda:GetAccountSettings', // the look at the account before a first release
    'iam:CreateServiceLinkedRole', // the first database of an account
    'ssm:GetParameters', // the image of a web host
  ];
  for (const action of needed) expect(role).toContain(action);
});
