import { afterAll, afterEach, beforeAll } from 'vitest';
import { EIP, fileOf } from '../../cluster.ts';
import type { Bench } from '../cases/bench.ts';
import { deathCases } from '../cases/death.ts';
import { linkCases } from '../cases/link.ts';
import { moveCases } from '../cases/moves.ts';
import { silenceCases } from '../cases/silence.ts';
import { openLab } from '../lab/lab.ts';
import { NAMES } from '../lab/network.ts';
import { restore } from '../lab/normal.ts';
import { pacemakerOf } from '../lab/pacemaker.ts';
import { newTable } from '../lab/table.ts';

/** Two nodes with corosync and Pacemaker; brought up once, and back to the same beginning after each case. */
const bench = {} as Bench;

beforeAll(async () => {
  bench.lab = await openLab(fileOf(EIP), `${import.meta.dirname}/../lab/inside/pacemaker.sh`);
  bench.pacemaker = pacemakerOf(bench.lab);
  bench.table = newTable('corosync and Pacemaker, token 1000');
  for (const name of NAMES) await bench.lab.nodes[name].start();
  await restore(bench.lab, bench.pacemaker, fileOf(EIP));
});

afterEach(() => restore(bench.lab, bench.pacemaker, fileOf(EIP)), 120_000);

afterAll(async () => {
  bench.table?.print();
  await bench.lab?.close();
});

deathCases(bench);
linkCases(bench);
silenceCases(bench);
moveCases(bench);
