/** What was asked for cannot be done as it was asked for: why, and what to do. */
export class UsageError extends Error {
  readonly remedy: string;
  constructor(problem: string, remedy: string) {
    super(problem);
    this.remedy = remedy;
  }
}
