import { failed, KirikaeError, type Question, type Resource, unreachable } from '@kirikae/core';
import { type Harness, type Memory, memoryHarness } from '../src/index.ts';
import { changed } from './right-slots.ts';
import type { Wrong } from './wrong.ts';

/* Slots of which many are looked at by one request, rightly and not. */

type Slot = { readonly holder: string; readonly version: string } | undefined;
type Answers = Map<string, { readonly slot: Slot } | KirikaeError>;

/** What one request tells of these slots; `nowhere` is not there. */
const answersFor = (slots: readonly string[], shown: ReadonlyMap<string, NonNullable<Slot>>): Answers =>
  new Map(
    slots.map((slot) => [slot, slot === 'nowhere' ? failed('there is no slot nowhere') : { slot: shown.get(slot) }]),
  );

/** A type whose slots are looked at together; `mistake` changes what an answer comes to. */
const many = (mistake: (answers: Answers, about: readonly string[]) => Answers = (answers) => answers) =>
  changed((_, { slot, node }, memory): Pick<Resource, 'status'> => {
    const question: Question<{ slot: Slot }> = {
      name: `slots for ${node}`,
      action: 'memory:Look',
      most: 10,
      ask: async (about, signal) =>
        mistake(await memory.request(node, 'memory:Look', (shown) => answersFor(about, shown), signal), about),
    };
    return {
      async status({ readMany }) {
        const { slot: held } = await readMany(question, slot);
        if (!held) return { state: 'inactive', detail: `nobody has ${slot}` };
        const state = held.holder === node ? 'active' : 'elsewhere';
        return { state, holder: { id: held.holder }, version: held.version, detail: `${held.holder} has ${slot}` };
      },
    };
  });

/** A memory with more slots than one, and one that is not there. */
export const crowded = (memory: Memory): Harness => ({
  ...memoryHarness(memory),
  beside: [{ slot: 'two' }, { slot: 'nowhere' }, { slot: 'three' }],
});

/** The right type of that kind. */
export const together: Pick<Wrong, 'make' | 'harness'> = { make: many(), harness: crowded };

/** Mistakes that are made where many are looked at by one request. */
export const aboutMany: readonly Wrong[] = [
  {
    mistake: 'of many looked at by one request each is told what another is',
    law: 16,
    alone: true,
    harness: crowded,
    make: many((answers, about) => {
      const told = [...answers.values()];
      return new Map(about.map((each, n) => [each, told[(n + 1) % told.length] as { slot: Slot }]));
    }),
  },
  {
    mistake: 'one of many that is not there spoils the look at the others',
    law: 16,
    alone: true,
    harness: crowded,
    make: many((answers, about) => {
      const spoilt = [...answers.values()].find((each) => each instanceof KirikaeError);
      return spoilt ? new Map(about.map((each) => [each, spoilt])) : answers;
    }),
  },
  {
    mistake: 'of many looked at by one request all but the first cannot be told',
    law: 16,
    alone: true,
    harness: crowded,
    make: many(
      (answers, [first]) =>
        new Map([...answers].map(([each, told]) => [each, each === first ? told : unreachable('cannot tell')])),
    ),
  },
];
