import { accountId } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import { type QueryParameters, required } from '../query.ts';
import type { Simulation } from '../service.ts';
import type { Credential } from '../world.ts';
import type { XmlElement } from '../xml.ts';

/** The parameters of AssumeRole that are modelled. */
export const assumeRoleParameters = ['RoleArn', 'RoleSessionName', 'ExternalId', 'DurationSeconds'];

/** AssumeRole: new temporary credentials whose calls are the same node's; denied without the role or its external id. */
export function assumeRole(simulation: Simulation, signer: Credential, params: QueryParameters): XmlElement {
  const roleArn = required(params, 'RoleArn');
  const role = simulation.world.roles[roleArn];
  if (role === undefined || (role.externalId !== undefined && role.externalId !== params['ExternalId'])) {
    const what = `sts:AssumeRole on resource: ${roleArn}`;
    throw new AwsError(403, 'AccessDenied', `User: ${signer.principal} is not authorized to perform: ${what}`);
  }
  const session = newSession(
    simulation,
    signer,
    roleArn,
    required(params, 'RoleSessionName'),
    duration(signer, params),
  );
  simulation.world.credentials.push(session);
  return sessionXml(session);
}

/** How long the session lasts. A role that assumes another, as every instance's does, gets an hour at most. */
function duration({ roleArn }: Credential, params: QueryParameters): number {
  const seconds = Number(params['DurationSeconds'] ?? '3600');
  if (roleArn !== null && seconds > 3_600 && seconds <= 43_200) {
    const text = 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining';
    throw new AwsError(400, 'ValidationError', text);
  }
  if (Number.isInteger(seconds) && seconds >= 900 && seconds <= 43_200) return seconds;
  throw new AwsError(400, 'ValidationError', `DurationSeconds must be from 900 to 43200, not ${seconds}`);
}

function newSession(
  simulation: Simulation,
  signer: Credential,
  roleArn: string,
  name: string,
  seconds: number,
): Credential {
  const number = simulation.ids.count('role-session');
  const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  return {
    accessKeyId: `ASIAROLESESSION${String(number).padStart(5, '0')}`,
    secretAccessKey: `secret-of-role-session-${number}`,
    sessionToken: `token-of-role-session-${number}`,
    caller: signer.caller,
    principal: `arn:aws:sts::${accountId}:assumed-role/${roleName}/${name}`,
    roleArn,
    expiresAt: simulation.now() + seconds * 1_000,
  };
}

function sessionXml(session: Credential): XmlElement {
  return {
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.sessionToken ?? undefined,
      Expiration: new Date(session.expiresAt ?? 0).toISOString(),
    },
    AssumedRoleUser: { AssumedRoleId: `AROASIMULATOR:${session.accessKeyId}`, Arn: session.principal },
  };
}
