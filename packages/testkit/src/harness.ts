import type { NodeEntry, ResourceType } from '@kirikae/core';

/** One of the two nodes on which a resource type is tried. */
export interface TestNode {
  readonly name: string;
  /** The environment that its commands see; that of the test's own process is not looked at. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** One request that the other side saw. Those that only tell a node who it is, or give it credentials, do not belong here. */
export interface SeenCall {
  /** The node's name. */
  readonly node: string;
  /** The permission that it needs: `ec2:AssociateAddress`. */
  readonly action: string;
  /** True if it changes the world, or tried to. */
  readonly write: boolean;
}

/** Ways to make the other side ill. Each lasts until the function that it gives is called; none changes the world by itself. */
export interface Trouble {
  /** Requests are taken, and never answered. */
  silent(): () => void;
  /** There is no connection. */
  unreachable(): () => void;
  /** The next `times` requests for `action` are told to slow down. */
  throttled(action: string, times: number): () => void;
  /** Requests for `action` are refused for want of permission. */
  denied(action: string): () => void;
  /** The next `times` requests for `action` are carried out, and their answers never arrive: the connection ends. */
  lost(action: string, times: number): () => void;
  /** The next `times` looks of a node show the world as it is now, whatever becomes of it. Left out where the other side's reads are never old. */
  stale?(node: string, times: number): () => void;
}

/** Two nodes before a new world in which nobody holds anything: all that a test knows of the other side. */
export interface Harness {
  readonly a: TestNode;
  readonly b: TestNode;
  /** The fields of the resource, as they stand in the file. */
  readonly config: Readonly<Record<string, unknown>>;
  /**
   * The same of other things of its kind, which nobody holds, and of one that is not there: for a type that asks for many in one request
   * (`run.readMany`).
   */
  readonly beside?: readonly Readonly<Record<string, unknown>>[];
  /** What stands under `nodes:`, where the type needs it. */
  readonly nodes?: Readonly<Record<string, NodeEntry>>;
  /** Every request so far, oldest first, also those that failed. */
  calls(): readonly SeenCall[];
  /** Who has it now by the other side's own books, not by a look: names of nodes, or what another is called there. Nobody: none. */
  holders(): readonly string[] | Promise<readonly string[]>;
  readonly trouble?: Trouble;
  close?(): Promise<void>;
}

/** A resource type, and what makes a new world for each law. */
export interface Subject {
  readonly type: ResourceType;
  readonly harness: () => Promise<Harness> | Harness;
}
