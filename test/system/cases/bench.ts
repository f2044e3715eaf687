import type { Lab } from '../lab/lab.ts';
import type { Pacemaker } from '../lab/pacemaker.ts';
import type { Table } from '../lab/table.ts';

/** What the cases of a cluster have in common; it is there when the first of them runs. */
export interface Bench {
  lab: Lab;
  pacemaker: Pacemaker;
  table: Table;
}
