import type { ResourceType } from '@kirikae/core';
import type { Harness, Memory } from '../src/index.ts';

/** A resource type with a mistake, and the law that it breaks. */
export interface Wrong {
  readonly mistake: string;
  readonly law: number;
  readonly make: (memory: Memory) => ResourceType;
  /** What the world is like for it, where that is not the usual. */
  readonly harness?: (memory: Memory) => Harness;
  /** True if no other law is broken by it. */
  readonly alone?: true;
}
