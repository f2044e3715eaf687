import { admitSigned, signer } from '../admission.ts';
import { notModelled } from '../aws-error.ts';
import { type QueryParameters, readQuery, refuseUnknownParameters } from '../query.ts';
import { restRefusals } from '../rest-refusals.ts';
import type { Service, Simulation } from '../service.ts';
import { errorResponse, xmlAnswer } from '../xml-answer.ts';
import { assumeRole, assumeRoleParameters } from './assume-role.ts';

/** The version by which a Query request is known as one for STS. */
export const stsVersion = '2011-06-15';

const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/';
const refusals = restRefusals('sts');

/** STS's Query protocol, version 2011-06-15: AssumeRole alone. */
export function stsService(simulation: Simulation): Service {
  return {
    name: 'sts',
    refusals,
    identify: (request) => {
      const { action, params } = readQuery(request);
      return { action, params, write: false, ...signer(simulation, request) };
    },
    admit: (request) => admitSigned(simulation, refusals, request, { service: 'sts' }),
    handle: (request, { action, params }) => {
      if (action !== 'AssumeRole') throw notModelled(400, 'InvalidAction', `the STS action ${action || '(none)'}`);
      refuseUnknownParameters(action, params as QueryParameters, assumeRoleParameters);
      const credential = admitSigned(simulation, refusals, request, { service: 'sts' });
      const result = assumeRole(simulation, credential, params as QueryParameters);
      return xmlAnswer(200, (requestId) => ({
        AssumeRoleResponse: {
          '@xmlns': namespace,
          AssumeRoleResult: result,
          ResponseMetadata: { RequestId: requestId },
        },
      }));
    },
    refuse: (error) => errorResponse(namespace, error),
  };
}
