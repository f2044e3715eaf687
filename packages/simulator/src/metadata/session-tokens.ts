import { randomBytes } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import type { HttpRequest } from '../http.ts';

/** The session tokens of one metadata service (IMDSv2). */
interface SessionTokens {
  /** Answers `PUT /latest/api/token`: the token and its time to live in seconds. */
  issue(request: HttpRequest): { token: string; seconds: number };
  /** Throws 401 unless the request bears a token that has not expired. */
  check(request: HttpRequest): void;
}

const longest = 21_600;

/** Starts without tokens; `now` is in ms. */
export function createSessionTokens(now: () => number): SessionTokens {
  const expiries = new Map<string, number>();
  return {
    issue: (request) => {
      if (request.headers['x-forwarded-for'] !== undefined) throw metadataRefusal(403);
      const seconds = Number(request.headers['x-aws-ec2-metadata-token-ttl-seconds']);
      if (!Number.isInteger(seconds) || seconds < 1 || seconds > longest) throw metadataRefusal(400);
      const token = randomBytes(40).toString('base64');
      expiries.set(token, now() + seconds * 1_000);
      return { token, seconds };
    },
    check: (request) => {
      const expiry = expiries.get(String(request.headers['x-aws-ec2-metadata-token']));
      if (expiry === undefined || expiry <= now()) throw metadataRefusal(401);
    },
  };
}

const reasons: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  503: 'Service Unavailable',
};

/** A refusal of the metadata service; its code is the reason phrase. */
export function metadataRefusal(status: number): AwsError {
  const reason = reasons[status] ?? 'Error';
  return new AwsError(status, reason, reason);
}
