import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { kirikae } from './binary.ts';
import { EIP, fileOf, newCluster, plus, RECORD } from './cluster.ts';

/** Every secret that can be given has this in it. */
const MARK = 'hush7281';
const secret = (what: string): string => `${what}-${MARK}`;
const ROLE = 'arn:aws:iam::123456789012:role/failover';

/** A node whose environment and file are full of secrets, and everything that its runs say. */
async function newKeeper() {
  const cluster = await newCluster(
    `defaults: { aws: { roleArn: "${ROLE}", externalId: ${secret('external')} } }\n${fileOf(EIP, RECORD)}`,
  );
  const { a, simulator } = cluster;
  simulator.world.roles[ROLE] = { externalId: secret('external') };
  const { host } = new URL(simulator.url);
  const secrets = {
    AWS_ACCESS_KEY_ID: a.simulated.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: secret('key'),
    AWS_SESSION_TOKEN: secret('session/token+'),
    AWS_REGION: simulator.region,
  };
  const info = `${secret('user')}:${secret('pass%2Fword')}@`;
  const withInfo = { AWS_ENDPOINT_URL: `http://${info}${host}`, HTTPS_PROXY: `http://${info}proxy.example` };
  const said: string[] = [];
  const run = async (env: Record<string, string>, ...args: string[]) => {
    for (const more of [[], ['--json']]) {
      const ended = await a.runIn({ env }, ...args, ...more, '--log-level', 'debug');
      said.push(ended.stdout, ended.stderr);
    }
  };
  return { ...cluster, run, said, secrets, withInfo, info };
}

it('never reach output, log, journal or errors, whatever happens', async () => {
  const { a, file, run, said, secrets, withInfo, info, simulator, rewrite } = await newKeeper();
  const metadata = { AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://${info}127.0.0.1:9` };
  await run({}, 'activate', 'web');
  for (const command of ['activate', 'monitor', 'status', 'deactivate'])
    for (const env of [secrets, { ...secrets, ...withInfo }])
      await run(env, command, 'web', '--timeout', '2s').catch(() => undefined);
  await run(metadata, 'activate', 'web', '--timeout', '1s');
  simulator.world.roles[ROLE] = { externalId: 'another' };
  await run({}, 'activate', 'web', '--timeout', '1s');
  const echo = `it has ${Object.values(secrets).join(' ')} and ${secret('external')} at ${withInfo.AWS_ENDPOINT_URL}`;
  const remove = simulator.faults.add({
    kind: 'error',
    status: 400,
    code: 'Strange.Thing',
    message: echo,
    action: 'AssumeRole',
  });
  for (const command of ['activate', 'monitor', 'deactivate']) await run(secrets, command, 'web', '--timeout', '2s');
  expect(said.join('')).toContain('it has ');
  remove();
  await run({}, 'config', 'show');
  await run({}, 'config', 'check');
  await run({}, 'history');
  const text = await readFile(file, 'utf8');
  const broken = [
    text.replace('externalId: ', 'externalID: '),
    text.replace(`externalId: ${secret('external')}`, `externalId: { ${secret('external')}: 1 }`),
    text.replace('roleArn', `endpoints: { ec2: "http://${info}127.0.0.1" }, roleArn`),
    fileOf(plus(EIP, `externalId: [${secret('listed')}]`)),
  ];
  for (const content of broken) {
    await rewrite(content);
    await run({}, 'activate', 'web');
    await run({}, 'config', 'check');
  }
  for (const name of await readdir(a.state))
    if ((await stat(join(a.state, name))).isFile()) said.push(await readFile(join(a.state, name), 'utf8'));
  expect(said.join('').length).toBeGreaterThan(10_000);
  const told = said
    .join('\n')
    .split('\n')
    .filter((line) => line.includes(MARK));
  // the record holds what a deactivation without the file needs, the external id of the role included; it is private
  expect(told.filter((line) => !line.startsWith('{"schema":1,"instance":'))).toEqual([]);
}, 120_000);

it('the state record, which needs the external id, is readable by its user alone', async () => {
  const { a, run } = await newKeeper();
  await run({}, 'activate', 'web');
  expect(((await stat(join(a.state, 'web.state.json'))).mode & 0o777).toString(8)).toBe('600');
  expect(((await stat(join(a.state, 'journal.jsonl'))).mode & 0o777).toString(8)).toBe('600');
});

it('an error that quotes the environment is masked', async () => {
  const env = { SOME_PASSWORD: secret('typed') };
  const ended = await kirikae(['activate', 'web', '--timeout', secret('typed')], { env });
  expect(ended.lastLine).toContain('not ***');
});

it('a secret is masked before a text is cut, wherever the cut would be', async () => {
  const { a, simulator } = await newCluster();
  const env = { APP_TOKEN: secret('qrstuvwxyzqrstuvwxyz') };
  for (const before of [290, 470, 490, 498]) {
    const message = `${'9 '.repeat(before / 2)}${env.APP_TOKEN}`;
    const fault = { kind: 'error', status: 400, code: 'Strange.Thing', message, action: 'AssociateAddress' } as const;
    const remove = simulator.faults.add(fault);
    const ended = await a.runIn({ env }, 'activate', 'web');
    remove();
    expect(ended.lastLine).toContain(`Strange.Thing: ${'9 '.repeat(before / 2).trimEnd()}`);
    expect(ended.lastLine).not.toMatch(/qrs|9 q/);
  }
});

it('a secret of several lines is masked line by line, in what a program writes as well', async () => {
  const key = ['firstlineofthekey', 'secondlineofthekey', 'thirdlineofthekey'];
  const line = (text: string) => `[sh, -c, 'printf "%s\\n" ${text} >&2; exit 1']`;
  const { a, rewrite } = await newCluster();
  const env = { APP_PASSWORD: key.join('\n'), CUT: `${'9'.repeat(190)}${key[1]}` };
  for (const text of ['"$APP_PASSWORD"', '"$CUT"']) {
    const program = line(text);
    await rewrite(fileOf(`{ type: exec, activate: ${program}, deactivate: ${program}, status: ${program} }`));
    const { stdout, stderr, code } = await a.runIn(
      { env },
      'activate',
      'web',
      '--timeout',
      '3s',
      '--log-level',
      'debug',
    );
    expect(code).toBe(20);
    expect(stderr).toContain('EXEC_UNTOLD');
    expect(`${stdout}${stderr}`).not.toMatch(/ofthekey|9s/);
  }
});
