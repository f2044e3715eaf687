import { AwsError } from '../aws-error.ts';
import type { Refusals } from '../service.ts';

/** How EC2 refuses, from its table of error codes. */
export const ec2Refusals: Refusals = {
  throttled: () => new AwsError(503, 'RequestLimitExceeded', 'Request limit exceeded.'),
  expired: () => new AwsError(400, 'RequestExpired', 'Request has expired.'),
  denied: (principal, action) =>
    new AwsError(
      403,
      'UnauthorizedOperation',
      `You are not authorized to perform this operation. User: ${principal} is not authorized to perform: ec2:${action} because no identity-based policy allows the ec2:${action} action`,
    ),
  unsigned: notValidated,
  unknownKey: notValidated,
};

function notValidated(): AwsError {
  return new AwsError(401, 'AuthFailure', 'AWS was not able to validate the provided access credentials');
}
