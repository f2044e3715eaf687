import type { HttpRequest } from './http.ts';
import type { Credential, World } from './world.ts';

/** What the Authorization header of Signature Version 4 says about the signer. */
export interface Signature {
  accessKeyId: string;
  /** `20260101`. */
  date: string;
  region: string;
  service: string;
  sessionToken: string | null;
  signedHeaders: readonly string[];
  mac: string;
}

const scope =
  /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request\s*,\s*SignedHeaders=([\w;-]+)\s*,\s*Signature=([0-9a-f]+)\s*$/;

/** Reads the signature of a request; undefined when it bears none. */
export function readSignature(request: HttpRequest): Signature | undefined {
  const match = scope.exec(request.headers.authorization ?? '');
  if (match === null) return undefined;
  const [, accessKeyId = '', date = '', region = '', service = '', signed = '', mac = ''] = match;
  const token = request.headers['x-amz-security-token'];
  const sessionToken = typeof token === 'string' ? token : null;
  return { accessKeyId, date, region, service, sessionToken, signedHeaders: signed.split(';'), mac };
}

/** Finds whose access key a signature names. */
export function findCredential(world: World, signature: Signature | undefined): Credential | undefined {
  return world.credentials.find((credential) => credential.accessKeyId === signature?.accessKeyId);
}
