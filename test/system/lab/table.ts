import type { Lab } from './lab.ts';
import type { NodeName } from './network.ts';
import { until } from './until.ts';

/** What a case cost; `moved` is the time from the fault until the address was at the other node, null if it stayed. */
interface Row {
  readonly name: string;
  readonly moved: number | null;
  readonly outage: number;
  readonly failed: number;
  readonly writes: string;
  readonly remark: string;
}

/** What the cases cost, for people to read. */
export interface Table {
  /** Adds what happened since the fault, as soon as the client gets its answers again. */
  add(lab: Lab, name: string, since: number, to?: NodeName, remark?: string): Promise<void>;
  print(): void;
}

/** Starts an empty table. */
export function newTable(title: string): Table {
  const rows: Row[] = [];
  return {
    add: async (lab, name, since, to, remark = '') => {
      if (lab.holders.now() !== null)
        await until('the client is content', lab.client.content, { everyMs: 20, explain: lab.logs });
      const arrival = lab.holders.since(since).find(({ node }) => node === to);
      const moved = arrival ? (arrival.at - since) / 1000 : null;
      const [outage, failed] = [lab.client.outage(since), lab.client.failed(since)];
      rows.push({ name, moved, outage, failed, writes: counted(lab.writes(since)), remark });
    },
    print: () => process.stdout.write(`\n${title}\n${aligned(rows.map(wordsOf))}\n`),
  };
}

function counted(calls: readonly { action: string }[]): string {
  const counts = new Map<string, number>();
  for (const { action } of calls) counts.set(action, (counts.get(action) ?? 0) + 1);
  return [...counts].map(([action, count]) => `${count} ${action}`).join(', ') || '0';
}

const HEAD = ['case', 'moved after s', 'client outage s', 'failed requests', 'writes', 'remark'];

const wordsOf = ({ name, moved, outage, failed, writes, remark }: Row): string[] => {
  const seconds = moved === null ? '-' : moved.toFixed(2);
  return [name, seconds, outage.toFixed(2), String(failed), writes, remark];
};

function aligned(lines: readonly string[][]): string {
  const all = [HEAD, ...lines];
  const widths = HEAD.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  return all
    .map((line) =>
      line
        .map((word, column) => word.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
