import {
  createRegistry,
  EXIT_CODES,
  fatesOf,
  openStateDirectory,
  pastRuns,
  type Report,
  type RunOptions,
  readJournal,
  runActivate,
  runDeactivate,
  runMonitor,
  runStatus,
} from '@kirikae/engine';
import { type Cluster, type ClusterNode, EIP, fileOf, newCluster } from './cluster.ts';
import { toStillness } from './stillness.ts';

/** How a run in this process ended: the code that the binary would end in, and what it would say on stderr (a 7 without its reason). */
export interface EndedHere {
  readonly code: number;
  readonly stderr: string;
}

const registry = createRegistry({
  'aws/eip': () => import('@kirikae/plugin-eip'),
  'aws/route53': () => import('@kirikae/plugin-route53'),
});

/**
 * Runs a command on a node in this process: what the binary does, without the start of a process, which costs ten times as much. For
 * the many runs before and after the one that a test is about; that one is the binary's.
 */
export const runHere = (node: ClusterNode, args: readonly string[]): Promise<EndedHere> =>
  toStillness(() => run(node, args));

async function run(node: ClusterNode, args: readonly string[]): Promise<EndedHere> {
  const [command = '', group, ...flags] = args;
  const reason = flags.includes('--reason')
    ? (flags[flags.indexOf('--reason') + 1] as RunOptions['reason'])
    : undefined;
  const options = { ...optionsOf(node), reason, dryRun: flags.includes('--dry-run') };
  if (command === 'activate' && group) return toldOf(await runActivate({ ...options, group, command }));
  if (command === 'deactivate' && group) return toldOf(await runDeactivate({ ...options, group, command }));
  if (command === 'monitor' && group) return toldOf(await runMonitor({ ...options, group, command }));
  if (command === 'status') return toldOf(await runStatus({ ...options, group: group ?? null, command }));
  if (command === 'history') return historyOf(node).then(({ stderr }) => ({ code: stderr ? 1 : 0, stderr }));
  throw new Error(`${command} is not run in this process`);
}

/** What `history` tells of a node. */
export async function historyOf({ state }: ClusterNode) {
  const warnings: { code: string; message: string }[] = [];
  const entries = await readJournal(openStateDirectory(state, (warning) => warnings.push(warning)));
  return { runs: pastRuns(entries, await fatesOf(entries, state)), stderr: warned(warnings) };
}

/** A file that is enough for a run in this process: the AWS SDK takes its endpoints from the file or from the environment of the process. */
export const hereToo = ({ simulator: { url, region } }: Cluster, file: string): string =>
  `defaults: { aws: { region: ${region}, endpoints: { ec2: '${url}', route53: '${url}' } } }\n${file}`;

/** Makes the group active on a node. Tried again, as nothing is proved by a machine that is too slow for it. */
export async function takeHere(node: ClusterNode): Promise<void> {
  const { code, stderr } = await runHere(node, ['activate', 'web']);
  if (code === EXIT_CODES.unreachable) return takeHere(node);
  if (code !== 0) throw new Error(`${node.name} cannot be made active: ${stderr}`);
}

/** A cluster in which A has all that the file names: for tests of what comes after. */
export async function activeHere(content: string = fileOf(EIP)): Promise<Cluster> {
  const cluster = await newCluster();
  await cluster.rewrite(hereToo(cluster, content));
  await takeHere(cluster.a);
  return cluster;
}

const optionsOf = ({ name, env, state }: ClusterNode) => ({
  configPath: env['KIRIKAE_CONFIG'] ?? '',
  stateDirectory: state,
  registry,
  version: '0.0.0',
  env: { ...env, AWS_CONFIG_FILE: '/nowhere', AWS_SHARED_CREDENTIALS_FILE: '/nowhere' },
  node: name,
  signal: new AbortController().signal,
});

const warned = (warnings: Report['warnings']): string =>
  warnings.map(({ code, message }) => `kirikae: warning: ${code} ${message}\n`).join('');

/** An error is told also where it is tolerated. */
const toldOf = ({ exitCode, warnings, error }: Report): EndedHere => ({
  code: exitCode,
  stderr:
    warned(warnings) + (error && exitCode !== 7 ? `kirikae: ${error.code} ${error.message}; ${error.hint}\n` : ''),
});
