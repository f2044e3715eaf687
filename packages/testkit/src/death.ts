import type { Written } from '@kirikae/core';

/** The death of a process at one of its writes, played in this process: from then on it makes no request, and gets no answer. */
export interface Death {
  /** Carries a write's request out, or dies at it. */
  at(request: () => Promise<Written>): Promise<Written>;
  /** What the process would hear of something; once it is dead it hears nothing, so that not even its `catch` and `finally` run. */
  heard<T>(answer: Promise<T>): Promise<T>;
  /** Resolves when it has died. */
  readonly died: Promise<void>;
  /** Lets what was left hanging come to its end. */
  bury(): void;
}

/** Dies at write number `number` (from 1): before its request is sent, or when the other side has answered it. */
export function createDeath(number: number, when: 'before' | 'after'): Death {
  const [death, burial] = [gate(), gate()];
  let count = 0;
  let isDead = false;
  const never = new Promise<never>(() => {});
  const die = async (): Promise<never> => {
    isDead = true;
    death.open();
    await burial.opened;
    throw new Error('this process is dead');
  };
  return {
    died: death.opened,
    bury: burial.open,
    heard: (answer) =>
      answer.then(
        (value) => (isDead ? never : value),
        (error) => (isDead ? never : Promise.reject(error)),
      ),
    async at(request) {
      const own = ++count;
      if (own > number || (own === number && when === 'before')) return die();
      if (own < number) return request();
      await Promise.allSettled([request()]); // whatever the answer is
      return die();
    },
  };
}

function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
