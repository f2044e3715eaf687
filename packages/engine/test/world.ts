import type { Status, Written } from '@kirikae/core';

/*
 * A cloud in memory that two nodes share, for the tests of the engine: slots, each of which one node may hold. A test can say what
 * becomes of the next look, take or release of a slot; without a word the cloud does what it is asked.
 */

export interface Holding {
  readonly holder: string;
  readonly version: string;
}

/** What a test lets happen in the place of one request: `usual` does what was asked. */
export type Turn<T> = (usual: () => T, signal: AbortSignal) => T | Promise<T>;

export class World {
  readonly slots = new Map<string, Holding>();
  /** Every request that came: "a look one", "b take one". */
  readonly calls: string[] = [];
  #turns = new Map<string, Turn<unknown>[]>();
  #always = new Map<string, Turn<unknown>>();
  #versions = 0;

  /** Says what becomes of the next requests of a kind ("look one", or "a look one" for one node alone). */
  next(request: string, ...turns: Turn<never>[]): void {
    const kept = this.#turns.get(request) ?? [];
    this.#turns.set(request, [...kept, ...(turns as unknown as Turn<unknown>[])]);
  }

  /** Says what becomes of every request of a kind, until it is said anew. */
  always(request: string, turn: Turn<never> | undefined): void {
    if (turn) this.#always.set(request, turn as unknown as Turn<unknown>);
    else this.#always.delete(request);
  }

  /** How often a kind of request came. */
  count(request: string): number {
    return this.calls.filter((call) => call.endsWith(request)).length;
  }

  /** Somebody else changes the world. */
  give(slot: string, holder: string): Holding {
    const holding = { holder, version: `v${++this.#versions}` };
    this.slots.set(slot, holding);
    return holding;
  }

  look(node: string, slot: string, signal: AbortSignal): Promise<Status> {
    return this.#request(`${node} look ${slot}`, signal, () => tell(this.slots.get(slot), node));
  }

  take(node: string, slot: string, signal: AbortSignal): Promise<Written> {
    return this.#request(`${node} take ${slot}`, signal, () => ({ version: this.give(slot, node).version }));
  }

  release(node: string, slot: string, version: string | undefined, signal: AbortSignal): Promise<Written> {
    return this.#request(`${node} release ${slot}`, signal, () => {
      if (this.slots.get(slot)?.version === version) this.slots.delete(slot);
      return {};
    });
  }

  async #request<T>(call: string, signal: AbortSignal, usual: () => T): Promise<T> {
    this.calls.push(call);
    const kind = call.slice(call.indexOf(' ') + 1);
    const turn = this.#turns.get(call)?.shift() ?? this.#turns.get(kind)?.shift();
    const chosen = turn ?? this.#always.get(call) ?? this.#always.get(kind);
    return chosen ? (chosen(usual, signal) as T) : usual();
  }
}

/** How a node sees what somebody holds. */
export function tell(held: Holding | undefined, node: string): Status {
  if (!held) return { state: 'inactive', detail: 'nobody has it' };
  const { holder, version } = held;
  return {
    state: holder === node ? 'active' : 'elsewhere',
    holder: { id: holder },
    version,
    detail: `${holder} has it`,
  };
}
