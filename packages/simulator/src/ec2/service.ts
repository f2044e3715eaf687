import { admitSigned, signer } from '../admission.ts';
import { AwsError, notModelled } from '../aws-error.ts';
import type { Answer } from '../http.ts';
import { createIdentifiers } from '../identifiers.ts';
import { type QueryParameters, readQuery, refuseUnknownParameters } from '../query.ts';
import type { Service, Simulation } from '../service.ts';
import { readSignature } from '../signature.ts';
import { emptyWorld } from '../world.ts';
import type { XmlElement } from '../xml.ts';
import { xmlAnswer } from '../xml-answer.ts';
import type { Ec2Action, Ec2Request } from './action.ts';
import { assignIpv6Addresses } from './assign-ipv6-addresses.ts';
import { assignPrivateIpAddresses } from './assign-private-ip-addresses.ts';
import { associateAddress } from './associate-address.ts';
import { catchUp } from './catch-up.ts';
import { describeAddresses } from './describe-addresses.ts';
import { describeInstances } from './describe-instances.ts';
import { describeNetworkInterfaces } from './describe-network-interfaces.ts';
import { describeRouteTables } from './describe-route-tables.ts';
import { disassociateAddress } from './disassociate-address.ts';
import { ec2Refusals } from './refusals.ts';
import { resourceArn } from './resource-arn.ts';
import { createRoute, replaceRoute } from './routes.ts';
import { unassignIpv6Addresses } from './unassign-ipv6-addresses.ts';
import { unassignPrivateIpAddresses } from './unassign-private-ip-addresses.ts';

const actions = [
  assignIpv6Addresses,
  assignPrivateIpAddresses,
  associateAddress,
  createRoute,
  describeAddresses,
  describeInstances,
  describeNetworkInterfaces,
  describeRouteTables,
  disassociateAddress,
  replaceRoute,
  unassignIpv6Addresses,
  unassignPrivateIpAddresses,
];

/** EC2's Query protocol, version 2016-11-15; signed for another region, it answers from an empty world. */
export function ec2Service(simulation: Simulation): Service {
  return {
    name: 'ec2',
    refusals: ec2Refusals,
    identify: (request) => {
      const { action, params } = readQuery(request);
      const dryRun = params['DryRun'] === 'true';
      const write = findAction(action)?.write === true && !dryRun;
      const { world, region } = simulation;
      const resource = resourceArn(action, params, world, region);
      return { action, params, write, dryRun, resource, ...signer(simulation, request) };
    },
    admit: (request) => admitSigned(simulation, ec2Refusals, request, { service: 'ec2' }),
    handle: (request, identity, world) => {
      const { version } = readQuery(request);
      const params = identity.params as QueryParameters;
      const action = modelledAction(identity.action, version, params);
      const ownRegion = readSignature(request)?.region === simulation.region;
      const { ids, region } = simulation;
      const now = simulation.now();
      catchUp(simulation.world, now);
      const asked = { params, world: ownRegion ? world : emptyWorld(), ids, region, now };
      return identity.dryRun ? wouldSucceed(action, asked) : answer(action, action.answer(asked));
    },
    refuse: refusal,
  };
}

function findAction(name: string): Ec2Action | undefined {
  return actions.find((action) => action.name === name);
}

function modelledAction(name: string, version: string, params: QueryParameters): Ec2Action {
  const action = findAction(name);
  if (action === undefined) throw notModelled(400, 'InvalidAction', `the EC2 action ${name || '(none)'}`);
  if (version !== '2016-11-15') throw notModelled(400, 'InvalidAction', `version '${version}' of EC2`);
  refuseUnknownParameters(name, params, action.parameters);
  return action;
}

/** Tries the action on a copy of the world. Throws its refusal, or that there would be none. */
function wouldSucceed(action: Ec2Action, asked: Ec2Request): never {
  action.answer({ ...asked, world: structuredClone(asked.world), ids: createIdentifiers() });
  throw new AwsError(412, 'DryRunOperation', 'Request would have succeeded, but DryRun flag is set.');
}

function answer(action: Ec2Action, content: XmlElement): Answer {
  const namespace = 'http://ec2.amazonaws.com/doc/2016-11-15/';
  return xmlAnswer(200, (requestId) => ({
    [`${action.name}Response`]: { '@xmlns': namespace, requestId, ...content },
  }));
}

function refusal({ status, code, message }: AwsError): Answer {
  return xmlAnswer(status, (requestId) => ({
    Response: { Errors: { Error: { Code: code, Message: message } }, RequestID: requestId },
  }));
}
