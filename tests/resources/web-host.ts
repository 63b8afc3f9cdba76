import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { textOf } from './evaluate.ts';
import { at, type Properties, type Template } from './template.ts';

/** What a machine must have for a web host to run on it for real; the names of what it lacks. */
export const lacking = ['nginx', 'aws', 'openssl', 'curl'].filter(
  (program) => spawnSync(program, [program === 'nginx' ? '-v' : '--version']).error !== undefined,
);

/** What stands in for an instance's own: each is a script, and notes in `calls` how it was called. */
const stubs: Record<string, string> = {
  dnf: `mkdir -p $ROOT/etc/nginx $ROOT/etc/pki/tls/certs $ROOT/etc/systemd/system $ROOT/usr/share/nginx $ROOT/run $ROOT/tmp
cp /etc/nginx/mime.types $ROOT/etc/nginx/
cp $ROOT/authority.pem $ROOT/etc/pki/tls/certs/ca-bundle.crt`,
  // nginx as the service would start it. Its scratch folders are the package's, which an ordinary user may not use.
  systemctl: `case "$*" in *--now*nginx*)
sed "s|^http {|http { client_body_temp_path $ROOT/tmp/1; proxy_temp_path $ROOT/tmp/2; fastcgi_temp_path $ROOT/tmp/3; uwsgi_temp_path $ROOT/tmp/4; scgi_temp_path $ROOT/tmp/5;|" $ROOT/etc/nginx/nginx.conf > $ROOT/etc/nginx/started.conf
nginx -p $ROOT/usr/share/nginx/ -e $ROOT/error.log -c $ROOT/etc/nginx/started.conf -g "pid $ROOT/run/nginx.pid;"
esac`,
  'cfn-signal': '',
  'amazon-cloudwatch-agent-ctl': '',
  sleep: '',
};

export type WebHost = {
  root: string;
  /** Whether the script came to its end, and what it said. */
  status: number | null;
  output: string;
  calls(): string[];
  /** Runs what a unit of systemd would run. */
  runUnit(name: string): Promise<void>;
  reload(): void;
  stop(): void;
};

/**
 * Runs the launch template's user data in a folder that plays the instance's disk.
 * @param on its port, the API, and the environment in which `aws` finds the site bucket
 * @param authority the certificate (PEM) that the host trusts
 */
export async function startWebHost(
  template: Template,
  on: { port: number; apiUrl: string; bucket: string; authority: string; environment: Record<string, string> },
): Promise<WebHost> {
  const root = mkdtempSync(join(tmpdir(), 'stockroom-web-host-'));
  chmodSync(root, 0o755); // nginx's workers are somebody else
  const bin = join(root, 'bin');
  mkdirSync(bin);
  for (const [name, does] of Object.entries(stubs)) {
    writeFileSync(join(bin, name), `#!/bin/bash\nset -e\necho "${name} $*" >> $ROOT/calls\n${does}\n`, { mode: 0o755 });
  }
  writeFileSync(join(root, 'authority.pem'), on.authority);
  const env = { ...on.environment, ROOT: root, PATH: `${bin}:${process.env['PATH'] ?? ''}:/usr/sbin`, HOME: root };
  const { status, output } = await run('bash', ['-c', userData(template, on)], env);
  const pidFile = join(root, 'run/nginx.pid');
  return {
    root,
    status,
    output,
    calls: () => readFileSync(join(root, 'calls'), 'utf8').trimEnd().split('\n'),
    async runUnit(name) {
      const unit = readFileSync(join(root, 'etc/systemd/system', name), 'utf8');
      const command = /^ExecStart=(.+)$/m.exec(unit)?.[1] ?? '';
      const ended = await run(join(root, command), [], env);
      if (ended.status !== 0) throw new Error(`${name} failed:\n${ended.output}`);
    },
    reload: () => process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGHUP'),
    stop() {
      if (existsSync(pidFile)) process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGTERM');
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Not in one go: the bucket and the API of the host are of this process. */
async function run(command: string, given: string[], env: NodeJS.ProcessEnv) {
  const child = spawn(command, given, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = (await once(child, 'exit')) as [number | null];
  return { status, output: (await said).join('') };
}

/** The script as CloudFormation would hand it over, but for the port and the API's address. */
function userData(template: Template, on: { port: number; apiUrl: string; bucket: string }): string {
  const given = structuredClone(at(template.Resources['WebHost'], 'Properties', 'LaunchTemplateData', 'UserData'));
  const outer = at(given, 'Fn::Base64', 'Fn::Sub', 1) as Properties;
  const inner = at(outer, 'NginxConfiguration', 'Fn::Sub', 1) as Properties;
  Object.assign(outer, { Port: String(on.port) });
  Object.assign(inner, { Port: `127.0.0.1:${on.port}`, ApiUrl: on.apiUrl });
  return textOf(given, {
    'AWS::StackName': 'stockroom-ec2',
    'AWS::Region': 'eu-west-1',
    WebsocketsApi: 'sockets',
    'AWS::URLSuffix': 'amazonaws.com',
    SiteBucket: on.bucket,
    WebHostLog: '/stockroom/ec2/web-hosts',
  });
}
