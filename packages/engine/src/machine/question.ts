/** One question to this machine, as it is asked by who can wait for the answer, and by who cannot. */
interface Question<T> {
  readonly later: () => Promise<T>;
  readonly now: () => T;
}

/** What is found out by questions, one after the other. */
export type Inquiry<T> = Generator<Question<unknown>, T, unknown>;

/** Asks, and gives the answer or throws. */
export function* answerTo<T>(question: Question<T>): Inquiry<T> {
  return (yield question) as T;
}

/** The outcome, for who can wait for it. */
export async function awaited<T>(inquiry: Inquiry<T>): Promise<T> {
  let step = inquiry.next();
  while (!step.done) {
    const answer = await step.value.later().then(given, failed);
    step = answer(inquiry);
  }
  return step.value;
}

/** The outcome at once, for the module loader of Node.js, which cannot wait: nothing else may block the process. */
export function atOnce<T>(inquiry: Inquiry<T>): T {
  let step = inquiry.next();
  while (!step.done) {
    const { now } = step.value;
    step = tried(now)(inquiry);
  }
  return step.value;
}

type Answer = <T>(inquiry: Inquiry<T>) => IteratorResult<Question<unknown>, T>;

const given =
  (answer: unknown): Answer =>
  (inquiry) =>
    inquiry.next(answer);

const failed =
  (error: unknown): Answer =>
  (inquiry) =>
    inquiry.throw(error);

function tried(now: () => unknown): Answer {
  try {
    return given(now());
  } catch (error) {
    return failed(error);
  }
}
