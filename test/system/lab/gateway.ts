import { connect, createServer, type Server } from 'node:net';
import { pipeline } from 'node:stream';

/**
 * A node's network namespace has no way to this process, but sockets of the file system know no networks: what connects
 * to `path` is connected on to the port here. The other half is `inside/forwarder.ts`.
 */
export function openGateway(path: string, port: number): Promise<Server> {
  const server = createServer((inner) => {
    const outer = connect(port, '127.0.0.1');
    // a connection that breaks off on one side breaks off on the other: that is all there is to do
    pipeline(inner, outer, inner, () => undefined);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(path, () => resolve(server));
  });
}
