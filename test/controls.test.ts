import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ALLOCATION, documentOf, EIP, fileOf, newCluster, newFolder, plus } from './cluster.ts';
import { managerOf, printed } from './manager-script.ts';

/** ESC, BEL, CR, a line end, NEL, CSI, DEL, a line separator, and two that turn the direction of a line. */
const HOSTILE = '\u001b[31m\u0007\r\n\u0085\u009b2J\u007f\u2028\u202e\u2066';
const SEEN = '\\u001b[31m\\u0007';
/** All of them but the line end. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** Fails if a text has one of them; every line of it is one of ours. */
function harmless(text: string, firstWords = /^/): void {
  for (const line of text.split('\n')) expect(line).not.toMatch(CONTROLS);
  for (const line of text.split('\n').slice(0, -1)) expect(line).toMatch(firstWords);
}

it('are shown as escapes where AWS says them', async () => {
  const { a, simulator } = await newCluster();
  const message = `before${HOSTILE}after`.replace(/[\r\n]/g, ''); // for XML they are both a line end
  simulator.faults.add({ kind: 'error', status: 400, code: 'Strange.Thing', message, action: 'AssociateAddress' });
  const ended = await a.run('activate', 'web', '--log-level', 'debug');
  expect(ended.lastLine).toContain(`Strange.Thing: before${SEEN}`);
  harmless(ended.stderr, /^kirikae: /);
  harmless(ended.stdout);
  const json = await a.run('activate', 'web', '--json');
  harmless(json.stdout);
  expect(documentOf(json).error?.message).toContain(message);
  const history = await a.run('history');
  expect(history.code).toBe(0);
  harmless(history.stdout);
  harmless(await readFile(join(a.state, 'journal.jsonl'), 'utf8'), /^\{"at"/);
});

it.each([
  ['a key', `version: 1\n${JSON.stringify(`groups${HOSTILE}`)}: {}\n`],
  ['a value', fileOf(EIP.replace(ALLOCATION, JSON.stringify(`eipalloc-${HOSTILE}`)))],
  ['a type', fileOf(EIP.replace('aws/eip', JSON.stringify(`aws/${HOSTILE}`)))],
  ['a plugin', `plugins: [${JSON.stringify(`./${HOSTILE}.mjs`)}]\n${fileOf(EIP.replace('aws/eip', 'acme/thing'))}`],
  [
    'a program',
    fileOf(`{ type: exec, activate: [${JSON.stringify(HOSTILE)}], deactivate: ['false'], status: ['false'] }`),
  ],
])('are shown as escapes where %s of the file has them', async (_, content) => {
  const { a, rewrite } = await newCluster();
  await rewrite(content);
  for (const command of [['activate', 'web', '--timeout', '2s'], ['config', 'check'], ['config', 'show'], ['status']])
    for (const json of [[], ['--json']]) {
      const { stdout, stderr } = await a.run(...command, ...json, '--log-level', 'debug');
      harmless(stdout);
      harmless(stderr, /^kirikae: /);
      if (json.length > 0) JSON.parse(stdout);
    }
});

it('are shown as escapes where the command line and the environment have them', async () => {
  const { a } = await newCluster();
  const said = `x${HOSTILE}`;
  const runs = [
    await a.run('activate', said),
    await a.run(said),
    await a.run('activate', 'web', `--${said}`),
    await a.run('activate', 'web', '--timeout', said),
    await a.run('activate', 'web', '--node', said),
    await a.run('activate', 'web', said),
    await a.run('types', said),
    await a.run('config', 'check', '--config', said),
    await a.run('script', 'clusterpro', 'start', '--group', said),
    await a.runIn({ env: { KIRIKAE_NODE: said } }, 'activate', 'web'),
    await a.runIn({ env: { KIRIKAE_CONFIG: said } }, 'activate', 'web'),
    await a.runIn({ env: { AWS_REGION: said } }, 'activate', 'web', '--timeout', '2s'),
    await a.runIn({ env: { AWS_ENDPOINT_URL: said } }, 'status'),
    await a.runIn({ env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: said } }, 'status'),
    await a.runIn({ env: { KIRIKAE_STATE_DIR: `/proc/${said}` } }, 'history'),
  ];
  for (const { stdout, stderr } of runs) {
    harmless(stdout);
    harmless(stderr, /^kirikae: /);
    expect(stderr).not.toBe('');
  }
});

it('are shown as escapes where a plugin or a program says them', async () => {
  const { a, rewrite, folder } = await newCluster();
  const text = JSON.stringify(HOSTILE);
  await writeFile(
    join(folder, 'loud.mjs'),
    `console.log(${text}); console.error(${text}); process.emitWarning(${text}); throw new Error(${text})`,
  );
  await rewrite(`plugins: [./loud.mjs]\n${fileOf('{ type: acme/thing }')}`);
  const loud = await a.run('activate', 'web');
  expect(loud.code).toBe(2);
  expect(loud.stdout).toContain(SEEN);
  for (const each of [loud.stdout, loud.stderr]) harmless(each);
  const program = join(folder, 'loud.sh');
  await writeFile(
    program,
    `#!/bin/sh\nprintf '${HOSTILE.replace(/./gsu, (sign) => [...Buffer.from(sign)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''))}' | tee /dev/stderr\n[ "$1" = status ] && exit 7\nexit 1\n`,
    { mode: 0o755 },
  );
  await rewrite(fileOf('{ type: exec, activate: [./loud.sh], deactivate: [./loud.sh], status: [./loud.sh, status] }'));
  const said = await a.run('activate', 'web', '--log-level', 'debug');
  expect(said.stderr).toContain('loud.sh stdout');
  harmless(said.stderr, /^kirikae: /);
});

it('never are in an argument of a log program, nor in what Pacemaker gets', async () => {
  const cluster = await newCluster(fileOf(plus(EIP, 'takeover: if-free, onDeactivate: release')));
  const { a, simulator } = cluster;
  const rest = `before${HOSTILE}after`.replace(/[\r\n]/g, ''); // for XML they are both a line end
  const message = `\u001b[31m\u0007 ${rest}`; // what fits into the line of a log
  simulator.faults.add({ kind: 'error', status: 400, code: 'Strange.Thing', message, action: 'AssociateAddress' });
  const manager = await managerOf(cluster, { clusterpro: true });
  const script = await printed(cluster, 'clusterpro', 'start');
  const { log } = await manager.run(a, script, [], { CLP_EVENT: 'START', CLP_SERVER: HOSTILE });
  expect(log.join('\n')).toContain(SEEN);
  for (const line of log) expect(line).toMatch(/^(clplogcmd|logger) /);
  harmless(log.join('\n'));
  const ocf = await a.run('activate', 'web', '--manager', 'pacemaker');
  harmless(ocf.stderr, /^(kirikae|ocf-exit-reason):/);
});

it('leave a batch file its line ends, and a path what it is', async () => {
  const folder = join(await newFolder(), 'a b');
  await mkdir(folder);
  const { a } = await newCluster();
  const batch = await a.run(
    'script',
    'clusterpro',
    'start',
    '--group',
    'web',
    '--os',
    'windows',
    '--binary',
    'C:\\kirikae.exe',
  );
  expect(batch.code).toBe(0);
  expect(batch.stdout).toMatch(/^@echo off\r\n/);
  expect(batch.stdout.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
});
