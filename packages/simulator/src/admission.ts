import type { HttpRequest } from './http.ts';
import { signatureOf } from './request-signature.ts';
import type { Refusals, Simulation } from './service.ts';
import { findCredential, readSignature, type Signature } from './signature.ts';
import type { Credential } from './world.ts';

/** Who signed a request, as far as the access key tells; for the log, before anything is checked. */
export function signer(
  simulation: Simulation,
  request: HttpRequest,
): { caller: string | null; principal: string | null } {
  const credential = findCredential(simulation.world, readSignature(request));
  return { caller: credential?.caller ?? null, principal: credential?.principal ?? null };
}

/** What a service wants of the scope of a signature; without a region any will do. */
interface WantedScope {
  service: string;
  region?: string;
}

/** Admits a signed request: a signature, a known key, the session token of a temporary key, not expired, the right scope, the right secret. */
export function admitSigned(
  simulation: Simulation,
  refusals: Refusals,
  request: HttpRequest,
  wanted: WantedScope,
): Credential {
  const signature = readSignature(request);
  if (signature === undefined) throw refusals.unsigned();
  const credential = findCredential(simulation.world, signature);
  if (credential === undefined) throw refusals.unknownKey();
  if (credential.sessionToken !== signature.sessionToken) throw refusals.unknownKey();
  if (credential.expiresAt !== null && credential.expiresAt <= simulation.now()) throw refusals.expired();
  checkScope(refusals, signature, wanted);
  if (signatureOf(request, signature, credential.secretAccessKey) !== signature.mac) throw refusals.wrongSignature();
  return credential;
}

function checkScope(refusals: Refusals, { service, region }: Signature, wanted: WantedScope): void {
  if (service !== wanted.service) throw refusals.wrongScope(`correct service: '${wanted.service}'. `);
  if (wanted.region === undefined || region === wanted.region) return;
  throw refusals.wrongScope(`a valid region, not '${region}'. `);
}
