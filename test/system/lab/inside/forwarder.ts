// A node's way to AWS and to its metadata service, whatever its network does. Arguments: ADDRESS PORT SOCKET, repeated.
import { connect, createServer } from 'node:net';
import { pipeline } from 'node:stream';

const args = process.argv.slice(2);
for (let at = 0; at < args.length; at += 3) {
  const [address, port, path = ''] = args.slice(at, at + 3);
  createServer((near) => {
    pipeline(near, connect(path), near, () => undefined);
  }).listen(Number(port), address);
}
