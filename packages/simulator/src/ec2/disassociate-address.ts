import { required } from '../query.ts';
import type { XmlElement } from '../xml.ts';
import type { Ec2Action, Ec2Request } from './action.ts';
import { releaseFrom } from './association.ts';
import { refuseMoving } from './foreign.ts';
import { foundAssociation } from './found.ts';

/** DisassociateAddress: by association id, so that a remembered id can not hit a later association. What a gone id gets, the account says. */
export const disassociateAddress: Ec2Action = {
  name: 'DisassociateAddress',
  write: true,
  parameters: ['AssociationId', 'DryRun'],
  answer: ({ world, params, ids }: Ec2Request): XmlElement => {
    const associationId = required(params, 'AssociationId');
    const isThere = world.addresses.some((address) => address.associationId === associationId);
    if (!isThere && !world.account.refusesGoneAssociation) return { return: true };
    const address = foundAssociation(world, associationId);
    refuseMoving(address);
    releaseFrom(world, address, ids);
    return { return: true };
  },
};
