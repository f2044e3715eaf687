import type { HttpRequest } from './http.ts';
import type { Refusals, Simulation } from './service.ts';
import { findCredential, readSignature } from './signature.ts';
import type { Credential } from './world.ts';

/** Who signed a request, as far as the access key tells; for the log, before anything is checked. */
export function signer(
  simulation: Simulation,
  request: HttpRequest,
): { caller: string | null; principal: string | null } {
  const credential = findCredential(simulation.world, readSignature(request));
  return { caller: credential?.caller ?? null, principal: credential?.principal ?? null };
}

/** Admits a signed request: a signature, a known key, the session token of a temporary key, not expired. */
export function admitSigned(simulation: Simulation, refusals: Refusals, request: HttpRequest): Credential {
  const signature = readSignature(request);
  if (signature === undefined) throw refusals.unsigned();
  const credential = findCredential(simulation.world, signature);
  if (credential === undefined) throw refusals.unknownKey();
  if (credential.sessionToken !== signature.sessionToken) throw refusals.unknownKey();
  if (credential.expiresAt !== null && credential.expiresAt <= simulation.now()) throw refusals.expired();
  return credential;
}
