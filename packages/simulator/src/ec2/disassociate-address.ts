import { required } from '../query.ts';
import type { XmlElement } from '../xml.ts';
import type { Ec2Action, Ec2Request } from './action.ts';
import { releaseFrom } from './association.ts';
import { foundAssociation } from './found.ts';

/** DisassociateAddress: by association id, so that a remembered id can not hit a later association. */
export const disassociateAddress: Ec2Action = {
  name: 'DisassociateAddress',
  write: true,
  parameters: ['AssociationId', 'DryRun'],
  answer: ({ world, params, ids }: Ec2Request): XmlElement => {
    releaseFrom(world, foundAssociation(world, required(params, 'AssociationId')), ids);
    return { return: true };
  },
};
