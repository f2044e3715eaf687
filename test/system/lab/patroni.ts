import { chown, writeFile } from 'node:fs/promises';
import { BINARY } from '../../binary.ts';
import { actionsOf } from './actions.ts';
import { run } from './command.ts';
import type { Lab } from './lab.ts';
import { NAMES, type NodeName, otherThan } from './network.ts';
import type { LabNode } from './node.ts';
import { until } from './until.ts';

/** Where the nodes have the program: `inside/patroni.sh`. */
const PROGRAM = '/opt/kirikae/apps/cli/bin/kirikae';
const AS_POSTGRES = 'setpriv --reuid postgres --regid postgres --init-groups';
const API = 'http://127.0.0.1:8008';

/** Prints what is pasted, and gives the user postgres what it has to read. */
export async function preparePatroni({ folder }: Lab): Promise<void> {
  const config = `${folder}/kirikae.yaml`;
  const words = ['--group', 'web', '--config', config, '--binary', PROGRAM];
  for (const [file, ...event] of [['callback'], ['guard', 'guard']]) {
    const { code, text } = await run(BINARY, ['script', 'patroni', ...event, ...words]);
    if (code !== 0) throw new Error(text);
    await writeFile(`${folder}/${file}`, text, { mode: 0o755 });
  }
  await chown(config, Number((await run('id', ['-u', 'postgres'])).text), 0);
}

/** Starts Patroni on a node. */
export function startPatroni(node: LabNode): void {
  const line = `exec ${AS_POSTGRES} patroni ${node.own}/patroni.yml >>/var/log/patroni.out 2>&1`;
  void node.exec('bash', '-c', line); // ends when Patroni does
}

/** Starts Patroni on a node whose PostgreSQL was killed, as an empty replica: how it finds back by its own logs is not what is tried here. */
export async function startAnew(node: LabNode): Promise<void> {
  await node.exec('rm', '-rf', `${node.own}/pg/data`);
  startPatroni(node);
}

/** Runs the command of the printed service as the printed timer does, but for the pause, which is a second here. */
export function startGuard(lab: Lab, node: LabNode): void {
  const line = `command=$(sed -n 's/^ExecStart=//p' ${lab.folder}/guard)
    while sleep 1; do ${AS_POSTGRES} $command >>/var/log/guard.out 2>&1; done`;
  void node.exec('bash', '-c', line); // ends when the node does
}

/** Kills Patroni on a node, and its PostgreSQL too unless that shall live on. What Patroni has called lives on. */
export async function killPatroni(node: LabNode, { postgres }: { postgres: boolean }): Promise<void> {
  await node.exec('pkill', '-KILL', '-x', 'patroni');
  if (postgres) await node.exec('pkill', '-KILL', '-x', 'postgres');
}

interface Standby {
  readonly application_name: string;
  readonly state: string;
}

/** Whether Patroni says that a node leads, and whether the other one streams from it; neither where it does not answer. */
export async function stateOf(node: LabNode): Promise<{ leads: boolean; streams: boolean }> {
  const { text } = await node.exec('curl', '-s', '-m', '1', '-w', '\n%{http_code}', `${API}/primary`);
  const [body = '', status] = text.split('\n');
  const { role = '', replication = [] } = body.startsWith('{') ? JSON.parse(body) : {};
  // what copies a data directory streams as well, under another name
  const streams = replication.some(
    (each: Standby) => each.state === 'streaming' && /^kirikae-/.test(each.application_name),
  );
  return { leads: status === '200' && /^(master|primary)$/.test(role), streams };
}

/** The node that leads, and has the address; undefined while there is none. */
export async function leaderOf(lab: Lab): Promise<NodeName | undefined> {
  for (const name of NAMES) if (lab.holders.now() === name && (await stateOf(lab.nodes[name])).leads) return name;
  return undefined;
}

/** Waits until a node leads and has the address. */
export const leads = (lab: Lab, name: NodeName): Promise<void> =>
  until(`${name} leads, and has the address`, async () => (await leaderOf(lab)) === name, patience(lab));

/** Waits until the other one streams from the leader. */
export const followed = (lab: Lab, leader: NodeName): Promise<void> =>
  until(`${leader} is followed`, async () => (await stateOf(lab.nodes[leader])).streams, patience(lab));

/** Waits until one leads, has the address and is followed, and no callback is at work; gives who leads. */
export async function settled(lab: Lab): Promise<NodeName> {
  let leader: NodeName | undefined;
  const isSo = async () => {
    leader = await leaderOf(lab);
    if (leader === undefined || !(await stateOf(lab.nodes[leader])).streams) return false;
    const callbacks = await Promise.all(NAMES.map((name) => lab.nodes[name].processes('callback')));
    return callbacks.flat().length === 0;
  };
  await until('one node leads, has the address and is followed', isSo, patience(lab));
  return leader as NodeName;
}

const patience = (lab: Lab) => ({
  everyMs: 100,
  explain: async () => `the address is with ${lab.holders.now()}\n${await lab.logs()}`,
});

/** Asks the leader to hand over to the other one, as `patronictl switchover` does. */
export async function switchOver(lab: Lab, leader: NodeName): Promise<NodeName> {
  const candidate = otherThan(leader);
  const { text } = await lab.nodes[leader].exec(
    'curl',
    '-s',
    '-d',
    JSON.stringify({ leader, candidate }),
    `${API}/switchover`,
  );
  if (!text.startsWith('Successfully')) throw new Error(`${leader} does not hand over: ${text}\n${await lab.logs()}`);
  return candidate;
}

/** Has Patroni leave PostgreSQL alone, or attend to it again. */
export async function pause(node: LabNode, value: boolean): Promise<void> {
  await node.exec('curl', '-s', '-XPATCH', '-d', JSON.stringify({ pause: value }), `${API}/config`);
}

/** The callbacks that ended in 0 for a leader, though at no moment of theirs their node had the address. */
export async function untrue(lab: Lab): Promise<string[]> {
  const found: string[] = [];
  for (const name of NAMES) {
    let began = 0;
    for (const { at, ended, action, code } of await actionsOf(lab.nodes[name], 0)) {
      if (!/^on_(start|restart|role_change)\/(master|primary)$/.test(action)) continue;
      if (!ended) began = at;
      else if (code === 0 && !lab.holders.during(began, at).includes(name)) found.push(`${name} ${action} at ${at}`);
    }
  }
  return found;
}
