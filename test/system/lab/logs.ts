import { readFile } from 'node:fs/promises';
import type { LabNode } from './node.ts';

const LOGS = [
  'actions',
  'var/log/init.out',
  'var/log/corosync/corosync.log',
  'var/log/pacemaker/pacemaker.log',
  'var/log/keepalived.out',
  'var/log/notify.out',
  'var/log/patroni.out',
  'var/log/callback.out',
  'var/log/guard.out',
];

/** The end of every log of these nodes, without what is of little weight. */
export async function logsOf(nodes: readonly LabNode[]): Promise<string> {
  const files = nodes.flatMap(({ own }) => LOGS.map((name) => `${own}/${name}`));
  const ends = files.map(async (file) => {
    const text = await readFile(file, 'utf8').catch(() => '');
    const lines = text.split('\n').filter((line) => !/\b(info|debug)\b/.test(line));
    return text && `--- ${file}\n${lines.slice(-20).join('\n')}`;
  });
  return (await Promise.all(ends)).filter(Boolean).join('\n');
}
