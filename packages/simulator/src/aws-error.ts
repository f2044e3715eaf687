/** A refusal as AWS words it: HTTP status, error code and message; every service renders it in its own XML. */
export class AwsError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'AwsError';
    this.status = status;
    this.code = code;
  }
}

/** The refusal for what the simulator has no model of: loud, so that no test passes by accident. */
export function notModelled(status: number, code: string, what: string): AwsError {
  return new AwsError(status, code, `the simulator does not model ${what}`);
}

/** Turns anything thrown while answering into a refusal; a defect of the simulator or of a hook becomes a 500. */
export function asAwsError(thrown: unknown): AwsError {
  if (thrown instanceof AwsError) return thrown;
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return new AwsError(500, 'SimulatorDefect', text);
}
