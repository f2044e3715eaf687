import { foundZone, type Route53Operation } from './operation.ts';

/** GetHostedZone; a private zone shows a VPC in place of name servers. */
export const getHostedZone: Route53Operation = {
  name: 'GetHostedZone',
  method: 'GET',
  path: /^\/hostedzone\/([^/]+)$/,
  write: false,
  query: [],
  answer: ({ id, world, simulation }) => {
    const zone = foundZone(world, id);
    return {
      HostedZone: {
        Id: `/hostedzone/${zone.id}`,
        Name: zone.name,
        CallerReference: zone.id,
        Config: { PrivateZone: zone.private },
        ResourceRecordSetCount: zone.recordSets.length,
      },
      ...(zone.private
        ? { VPCs: { VPC: { VPCRegion: simulation.region, VPCId: 'vpc-00000000000000001' } } }
        : { DelegationSet: { NameServers: { NameServer: zone.nameServers } } }),
    };
  },
};
