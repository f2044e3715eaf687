import type { BackendResponse } from './backend.ts';
import type { Trouble } from './harness.ts';

/** What ails a back end now. */
export interface Illness {
  readonly trouble: Trouble;
  /** Lets a request meet it: an answer, or undefined where the connection is to end without one. */
  meet(action: string, answer: () => BackendResponse | Promise<BackendResponse>): Promise<BackendResponse | undefined>;
}

type Symptom = (
  action: string,
  answer: () => BackendResponse | Promise<BackendResponse>,
) => Promise<BackendResponse | undefined> | undefined;

/** A back end that is well until `trouble` says otherwise. */
export function createIllness(): Illness {
  const symptoms = new Set<Symptom>();
  const add = (symptom: Symptom) => {
    symptoms.add(symptom);
    return () => void symptoms.delete(symptom);
  };
  const some = (wanted: string, times: number, symptom: Symptom) => {
    let left = times;
    return add((action, answer) => (action === wanted && left-- > 0 ? symptom(action, answer) : undefined));
  };
  return {
    trouble: {
      silent: () => add(() => new Promise(() => {})),
      unreachable: () => add(async () => undefined),
      throttled: (action, times) => some(action, times, async () => ({ status: 429, json: { error: 'slow down' } })),
      denied: (action) =>
        some(action, Number.POSITIVE_INFINITY, async () => ({ status: 403, json: { error: 'denied' } })),
      lost: (action, times) => some(action, times, async (_, answer) => void (await answer())),
    },
    async meet(action, answer) {
      for (const symptom of [...symptoms].reverse()) {
        const met = symptom(action, answer);
        if (met) return met;
      }
      return answer();
    },
  };
}
