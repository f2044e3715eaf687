import { awsName } from '@kirikae/aws';
import type { KirikaeError } from '@kirikae/core';

/*
 * An Elastic IP has no errors of its own beside those that all AWS types share. This is what EC2's words mean for one.
 */

/** True where EC2 refuses to associate since somebody has the address, and reassociation was not allowed. */
export const isHeld = (error: KirikaeError): boolean => awsName(error) === 'Resource.AlreadyAssociated';

/** True where there is no such association any more: moved or released meanwhile, or made anew by this node after what a stale look showed. */
export const isGone = (error: KirikaeError): boolean => awsName(error) === 'InvalidAssociationID.NotFound';
