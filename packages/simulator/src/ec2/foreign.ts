import { AwsError } from '../aws-error.ts';
import type { Address } from '../world.ts';

/** Refuses an address that something has from which AWS takes nothing: the name is that of wrong credentials, the status tells them apart. */
export function refuseMoving({ isForeign }: Address): void {
  if (isForeign) throw new AwsError(400, 'AuthFailure', 'You do not have permission to access the specified resource.');
}
