import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { afterAll, expect, test } from 'vitest';
import { ALLOCATION, EIP, fileOf } from '../../cluster.ts';
import { codesOf, startOf, told } from '../lab/actions.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { NAMES } from '../lab/network.ts';
import { FIRST, restore, SECOND } from '../lab/normal.ts';
import { pacemakerOf } from '../lab/pacemaker.ts';
import { newTable } from '../lab/table.ts';

/** The same cluster and the same fault, once with kirikae and once with the agent that ClusterLabs has for Elastic IPs. */
const table = newTable('a node is killed: kirikae and its peer');
const PEER = '/usr/lib/ocf/resource.d/heartbeat/awseip';

/** How long each one's start took, in seconds. */
const starts = new Map<string, number>();

afterAll(() => {
  table.print();
  const [own = Number.NaN, peer] = [starts.get('kirikae'), starts.get('awseip')];
  if (peer) console.log(`the start of awseip took ${(peer / own).toFixed(1)} times as long as that of kirikae`);
});

test('moves the address when a node dies', () => killNode('kirikae'));

test('lets the peer, where it is installed, move the address when a node dies', async () => {
  const aws = pathOf('aws');
  if (!aws || !pathOf(PEER)) return console.log(`${PEER} and aws: not on this machine`);
  await killNode('awseip', (lab) => usePeer(lab, aws));
});

async function killNode(name: string, prepare?: (lab: Lab) => Promise<void>): Promise<void> {
  const lab = await openLab(fileOf(EIP), `${import.meta.dirname}/../lab/inside/pacemaker.sh`);
  try {
    await prepare?.(lab);
    const pacemaker = pacemakerOf(lab);
    for (const node of NAMES) await lab.nodes[node].start();
    await restore(lab, pacemaker, fileOf(EIP));
    const since = Date.now();
    await lab.nodes[FIRST].kill();
    await pacemaker.settled(SECOND);
    expect(await codesOf(lab.nodes[SECOND], 'start', since)).toEqual([0]);
    const start = await startOf(lab.nodes[SECOND], since);
    starts.set(name, start.took);
    await table.add(lab, `node killed, ${name}`, since, SECOND, told(start));
  } finally {
    await lab.close();
  }
}

/** Puts the peer in the place of the resource agent. Its CLI wants a profile, and finds the rest as kirikae does. */
async function usePeer({ folder, address, simulator }: Lab, aws: string): Promise<void> {
  await writeFile(`${folder}/aws-config`, `[default]\nregion = ${simulator.region}\n`);
  const parameters = { awscli: aws, elastic_ip: address.publicIp, allocation_id: ALLOCATION };
  const lines = Object.entries(parameters).map(([key, value]) => `export OCF_RESKEY_${key}=${value}`);
  const text = ['#!/bin/sh', `export AWS_CONFIG_FILE=${folder}/aws-config`, ...lines, `exec ${PEER} "$@"`, ''];
  await writeFile(`${folder}/agent`, text.join('\n'), { mode: 0o755 });
}

function pathOf(program: string): string | undefined {
  try {
    // pyenv puts a script in front of the program, which costs a start more
    const script = `pyenv which ${program} 2>/dev/null || command -v ${program}`;
    return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}
