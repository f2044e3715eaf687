// What the cluster is there for: answers the node's name. Arguments: NAME ADDRESS.
import { createServer } from 'node:http';

const [name, address] = process.argv.slice(2);
createServer((_, response) => response.end(name)).listen(8080, address);
