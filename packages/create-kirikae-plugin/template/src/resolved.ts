import type { Host } from '@kirikae/core';
import type { Config } from './schema.ts';

/** What the fields come to on this node: plain JSON, recorded, so that a stop needs no file. */
export interface Resolved extends Config {
  readonly node: string;
}

/** Finds out who this node is. */
export async function resolve(config: Config, host: Host): Promise<Resolved> {
  return { ...config, node: host.node.name };
}
