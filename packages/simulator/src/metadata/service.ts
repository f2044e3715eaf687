import type { AwsError } from '../aws-error.ts';
import { catchUp } from '../ec2/catch-up.ts';
import type { Answer, HttpRequest } from '../http.ts';
import type { Refusals, Service, Simulation } from '../service.ts';
import type { Credential, Instance, World } from '../world.ts';
import { lookUp } from './lookup.ts';
import { createSessionTokens, metadataRefusal } from './session-tokens.ts';
import { metadataTree } from './tree.ts';

const refusals: Refusals = {
  throttled: () => metadataRefusal(503),
  expired: () => metadataRefusal(401),
  denied: () => metadataRefusal(403),
  unsigned: () => metadataRefusal(401),
  unknownKey: () => metadataRefusal(401),
  wrongSignature: () => metadataRefusal(401),
  wrongScope: () => metadataRefusal(401),
};

/** The instance metadata service of one node, version 2 only. */
export function metadataService(simulation: Simulation, instance: Instance, credential: Credential): Service {
  const tokens = createSessionTokens(() => simulation.now());
  const show = (request: HttpRequest, world: World): Answer => {
    catchUp(simulation.world, simulation.now());
    const past = simulation.history.at(simulation.now() - simulation.world.metadataLagMs);
    const tree = metadataTree({
      world: past ?? world,
      instance,
      credential,
      region: simulation.region,
      now: simulation.now(),
    });
    const text = request.path.startsWith('/latest/') ? lookUp(tree, request.path.slice('/latest'.length)) : undefined;
    if (text === undefined) throw metadataRefusal(404);
    return { status: 200, headers: { 'content-type': 'text/plain', server: 'EC2ws' }, body: text };
  };
  return {
    name: 'imds',
    refusals,
    identify: ({ method, path }) => ({
      action: `${method} ${path}`,
      params: {},
      write: false,
      caller: instance.name,
      principal: credential.principal,
    }),
    admit: (request) => {
      if (request.method === 'GET') tokens.check(request);
      return undefined;
    },
    handle: (request, _identity, world) => {
      if (request.method === 'GET') return show(request, world);
      if (request.method !== 'PUT') throw metadataRefusal(405);
      if (request.path !== '/latest/api/token') throw metadataRefusal(404);
      return tokenAnswer(tokens.issue(request));
    },
    refuse: xhtml,
  };
}

function tokenAnswer({ token, seconds }: { token: string; seconds: number }): Answer {
  const headers = { 'content-type': 'text/plain', 'x-aws-ec2-metadata-token-ttl-seconds': String(seconds) };
  return { status: 200, headers: { ...headers, server: 'EC2ws' }, body: token };
}

function xhtml({ status, code, message }: AwsError): Answer {
  const body = `<?xml version="1.0" encoding="iso-8859-1"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
  "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
 <head>
  <title>${status} - ${code}</title>
 </head>
 <body>
  <h1>${status} - ${message}</h1>
 </body>
</html>
`;
  return { status, headers: { 'content-type': 'text/html', server: 'EC2ws' }, body };
}
