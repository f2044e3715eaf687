import type { HttpRequest } from './http.ts';
import type { Credential, World } from './world.ts';

/** What the Authorization header of Signature Version 4 says about the signer; the MAC itself is not verified. */
interface Signature {
  accessKeyId: string;
  region: string;
  service: string;
  sessionToken: string | null;
}

const scope = /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/([^/,\s]+)\/aws4_request\b/;

/** Reads the signature of a request; undefined when it bears none. */
export function readSignature(request: HttpRequest): Signature | undefined {
  const match = scope.exec(request.headers.authorization ?? '');
  if (match === null) return undefined;
  const [, accessKeyId = '', region = '', service = ''] = match;
  const token = request.headers['x-amz-security-token'];
  return { accessKeyId, region, service, sessionToken: typeof token === 'string' ? token : null };
}

/** Finds whose access key a signature names. */
export function findCredential(world: World, signature: Signature | undefined): Credential | undefined {
  return world.credentials.find((credential) => credential.accessKeyId === signature?.accessKeyId);
}
