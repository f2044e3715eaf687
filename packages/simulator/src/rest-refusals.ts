import { AwsError } from './aws-error.ts';
import type { Refusals } from './service.ts';

/** How Route 53 and STS refuse, from their common errors. */
export function restRefusals(service: 'route53' | 'sts'): Refusals {
  const invalidToken = () => {
    return new AwsError(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');
  };
  return {
    throttled: () => new AwsError(400, 'Throttling', 'Rate exceeded'),
    expired: () => new AwsError(403, 'ExpiredToken', 'The security token included in the request is expired'),
    denied: (principal, action) =>
      new AwsError(
        403,
        'AccessDenied',
        `User: ${principal} is not authorized to perform: ${service}:${action} because no identity-based policy allows the ${service}:${action} action`,
      ),
    unsigned: () => new AwsError(403, 'MissingAuthenticationToken', 'Missing Authentication Token'),
    unknownKey: invalidToken,
  };
}
