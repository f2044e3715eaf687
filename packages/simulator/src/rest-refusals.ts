import { AwsError } from './aws-error.ts';
import { denialSentence } from './denial.ts';
import type { Refusals } from './service.ts';

/** How Route 53 and STS refuse, from their common errors. */
export function restRefusals(service: 'route53' | 'sts'): Refusals {
  const invalidToken = () => {
    return new AwsError(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');
  };
  return {
    throttled: () => new AwsError(400, 'Throttling', 'Rate exceeded'),
    expired: () => new AwsError(403, 'ExpiredToken', 'The security token included in the request is expired'),
    denied: (principal, action, resource) =>
      new AwsError(403, 'AccessDenied', denialSentence(principal, `${service}:${action}`, resource)),
    unsigned: () => new AwsError(403, 'MissingAuthenticationToken', 'Missing Authentication Token'),
    unknownKey: invalidToken,
    wrongSignature: () =>
      new AwsError(
        403,
        'SignatureDoesNotMatch',
        'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      ),
    wrongScope: (reason) => new AwsError(403, 'SignatureDoesNotMatch', `Credential should be scoped to ${reason}`),
  };
}
