import { AwsError } from '../aws-error.ts';
import { listOf, required } from '../query.ts';
import type { XmlElement } from '../xml.ts';
import type { Ec2Action, Ec2Request } from './action.ts';
import { releaseFrom } from './association.ts';
import { foundInterface } from './found.ts';
import { takeFrom } from './private-address.ts';

/** UnassignPrivateIpAddresses: from the interface that is named, so never from the next holder; its Elastic IP address is dropped. */
export const unassignPrivateIpAddresses: Ec2Action = {
  name: 'UnassignPrivateIpAddresses',
  write: true,
  parameters: ['NetworkInterfaceId', 'PrivateIpAddress.N'],
  answer: ({ world, params, ids }: Ec2Request): XmlElement => {
    const shown = foundInterface(world, required(params, 'NetworkInterfaceId'));
    required(params, 'PrivateIpAddress.1');
    for (const privateIp of listOf(params, 'PrivateIpAddress')) {
      if (shown.privateIpv4s[0] === privateIp) {
        throw new AwsError(400, 'InvalidParameterValue', `${privateIp} is the primary private address of ${shown.id}`);
      }
      takeFrom(world, shown, privateIp);
      const elastic = world.addresses.find((one) => one.networkInterfaceId === shown.id && one.privateIp === privateIp);
      if (elastic !== undefined) releaseFrom(world, elastic, ids);
    }
    return { return: true };
  },
};
