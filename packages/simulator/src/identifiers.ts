/** Makes ids that look like those of AWS and count up, so that a run can be repeated: `eipassoc-0000000000000000a`. */
export interface Identifiers {
  next(prefix: string): string;
  /** The how-manieth thing of its kind this is, from 1. */
  count(kind: string): number;
}

/** Starts counting; every kind has its own counter. */
export function createIdentifiers(): Identifiers {
  const counters = new Map<string, number>();
  const count = (kind: string): number => {
    const next = (counters.get(kind) ?? 0) + 1;
    counters.set(kind, next);
    return next;
  };
  return { count, next: (prefix) => `${prefix}-0${count(prefix).toString(16).padStart(16, '0')}` };
}
