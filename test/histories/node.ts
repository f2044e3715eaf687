import type { RunOptions } from '@kirikae/engine';
import type { SimulatedNode } from '@kirikae/simulator';
import type { Machine } from './machine.ts';
import type { Variant } from './variant.ts';

/** A node of the cluster: its machine, its surroundings, and what the file on it says now. */
export interface Node {
  readonly index: number;
  readonly name: string;
  readonly machine: Machine;
  readonly simulated: SimulatedNode;
  readonly state: string;
  variant: Variant;
  options(): { readonly group: string } & Pick<
    RunOptions,
    'configPath' | 'stateDirectory' | 'registry' | 'version' | 'env' | 'node'
  >;
  edit(variant: Variant): Promise<void>;
}
