import type { Question } from '@kirikae/core';
import type { ManyRequest, Request } from './request.ts';

/** A request about many things as the question that a run asks; `name` says whom it asks, with which settings. */
export function questionOf<C, A, T>(
  name: string,
  { action, by, most, wanted, call, wrong, tell }: ManyRequest<C, A, T>,
  send: (request: Request<C, A>, signal: AbortSignal) => Promise<A>,
): Question<T> {
  return {
    name: `${name} ${action} ${by}`,
    action,
    most,
    async ask(about, signal) {
      const answer = await send(
        {
          action,
          wanted: wanted(about),
          call: (client, options) => call(client, options, about),
          ...(wrong && { wrong: (told) => wrong(told, about) }),
        },
        signal,
      );
      return new Map(about.flatMap((each) => toldOf(each, tell(answer, each, about))));
    },
  };
}

const toldOf = <T>(about: string, told: T | undefined): [string, T][] => (told === undefined ? [] : [[about, told]]);
