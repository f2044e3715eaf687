import { route53Arn, route53Region } from '../account.ts';
import { admitSigned, signer } from '../admission.ts';
import { notModelled } from '../aws-error.ts';
import type { HttpRequest } from '../http.ts';
import { restRefusals } from '../rest-refusals.ts';
import type { Service, Simulation } from '../service.ts';
import { readXml } from '../xml.ts';
import { errorResponse, xmlAnswer } from '../xml-answer.ts';
import { changeRecordSets } from './change-record-sets.ts';
import { getChange } from './get-change.ts';
import { getHostedZone } from './get-hosted-zone.ts';
import { listRecordSets } from './list-record-sets.ts';
import type { Route53Operation } from './operation.ts';

/** The version that begins every path of Route 53. */
export const route53Root = '/2013-04-01';

const operations = [getHostedZone, listRecordSets, changeRecordSets, getChange];
const namespace = 'https://route53.amazonaws.com/doc/2013-04-01/';
const refusals = restRefusals('route53');

/** Route 53's REST-XML protocol, version 2013-04-01. */
export function route53Service(simulation: Simulation): Service {
  return {
    name: 'route53',
    refusals,
    identify: (request) => {
      const { operation, id } = findOperation(request);
      const action = operation?.name ?? `${request.method} ${request.path}`;
      const params = { ...(id === undefined ? {} : { Id: id }), ...request.query, ...bodyOf(request) };
      const resource = id && route53Arn(simulation.region, `${action === 'GetChange' ? 'change' : 'hostedzone'}/${id}`);
      return { action, params, write: operation?.write ?? false, resource, ...signer(simulation, request) };
    },
    admit: (request) =>
      admitSigned(simulation, refusals, request, { service: 'route53', region: route53Region(simulation.region) }),
    handle: (request, _identity, world) => {
      const { operation, id = '' } = modelledOperation(request);
      const body = bodyOf(request)['body'];
      const content = operation.answer({ id, query: request.query, body, world, simulation });
      return xmlAnswer(200, () => ({ [`${operation.name}Response`]: { '@xmlns': namespace, ...content } }));
    },
    refuse: (error) => errorResponse(namespace, error),
  };
}

function findOperation(request: HttpRequest): { operation?: Route53Operation; id?: string } {
  const path = request.path.slice(route53Root.length);
  for (const operation of operations) {
    const id = operation.path.exec(path)?.[1];
    if (id !== undefined && operation.method === request.method) return { operation, id };
  }
  return {};
}

function modelledOperation(request: HttpRequest): { operation: Route53Operation; id?: string } {
  const { operation, id = '' } = findOperation(request);
  const what = `${request.method} ${request.path}`;
  if (operation === undefined) throw notModelled(400, 'InvalidAction', `the Route 53 operation ${what}`);
  const unknown = Object.keys(request.query).find((name) => !operation.query.includes(name));
  if (unknown !== undefined) throw notModelled(400, 'InvalidInput', `the query parameter ${unknown} of ${what}`);
  return { operation, id };
}

function bodyOf(request: HttpRequest): { body?: unknown } {
  return request.body === '' ? {} : { body: readXml(request.body) ?? request.body };
}
