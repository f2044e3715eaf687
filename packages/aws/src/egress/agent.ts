import { Agent } from 'node:https';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { Trust } from './ca-bundle.ts';

/** The SDK's own numbers. */
const POOL = { keepAlive: true, maxSockets: 50 };

/** The SDK's agent for TLS, with whom to trust; an untrusted certificate tells who issued it. */
export class TrustingAgent extends Agent {
  constructor(trust: Trust) {
    super({ ...POOL, ...trust });
  }

  override createConnection(...given: Parameters<Agent['createConnection']>): Duplex | null | undefined {
    const socket = super.createConnection(...given);
    if (socket instanceof TLSSocket) tellIssuer(socket);
    return socket;
  }
}

/**
 * Writes who issued the certificate on the error with which a handshake fails. Node's error does not tell, and the certificate is gone
 * when it is thrown; at `secure` the handshake is over and nothing is judged yet. Judging stays Node's.
 */
export function tellIssuer(socket: TLSSocket): void {
  socket.prependOnceListener('secure', () => {
    const { issuer } = socket.getPeerCertificate();
    const name = [issuer?.CN, issuer?.O].flat().filter(Boolean).join(', ');
    socket.prependOnceListener('error', (error: Error & { issuer?: string }) => {
      error.issuer = name.replace(/\p{Cc}/gu, ' ').slice(0, 100);
    });
  });
}
