import { AwsError } from '../aws-error.ts';
import { denialSentence } from '../denial.ts';
import type { Refusals } from '../service.ts';

/** How EC2 refuses, from its table of error codes. */
export const ec2Refusals: Refusals = {
  throttled: () => new AwsError(503, 'RequestLimitExceeded', 'Request limit exceeded.'),
  expired: () => new AwsError(400, 'RequestExpired', 'Request has expired.'),
  denied: (principal, action, resource) =>
    new AwsError(
      403,
      'UnauthorizedOperation',
      `You are not authorized to perform this operation. ${denialSentence(principal, `ec2:${action}`, resource)}${encoded(principal, action, resource)}`,
    ),
  unsigned: notValidated,
  unknownKey: notValidated,
  wrongSignature: notValidated,
  wrongScope: notValidated,
};

/** What only `sts decode-authorization-message` reads; denials of actions that know no resources have none. */
function encoded(principal: string, action: string, resource?: string): string {
  if (resource === undefined) return '';
  const told = { allowed: false, explicitDeny: false, context: { principal, action: `ec2:${action}`, resource } };
  return `. Encoded authorization failure message: ${Buffer.from(JSON.stringify(told)).toString('base64url')}`;
}

function notValidated(): AwsError {
  return new AwsError(401, 'AuthFailure', 'AWS was not able to validate the provided access credentials');
}
