// Starts a simulator with something of everything in it, says where it is and with which keys, and ends with its standard input.
import { startSimulator } from '../dist/index.js';

const simulator = await startSimulator();
const interfaces = [{ privateIpv4s: ['10.0.1.10', '10.0.1.11'], ipv6s: ['2001:db8::a'], publicIpv4: '198.51.100.1' }];
const node = await simulator.addNode({ name: 'a', interfaces });
const other = await simulator.addNode({ name: 'b' });
const address = simulator.addAddress();
const table = simulator.addRouteTable({ routes: { '0.0.0.0/0': 'igw-1', '10.9.0.1/32': other.interfaces[0].id } });
const zone = simulator.addZone({ name: 'example.com' });
simulator.world.healthChecks.push('hc-1');
const role = 'arn:aws:iam::123456789012:role/failover';
simulator.world.roles[role] = {};
const ids = { address: address.allocationId, eni: node.interfaces[0].id, other: other.interfaces[0].id };
const more = { table: table.id, zone: zone.id, instance: node.instanceId, role };
const { url, region } = simulator;
process.stdout.write(`${JSON.stringify({ url, region, keys: node.credentials, ...ids, ...more })}\n`);
process.stdin.on('end', () => void simulator.close()).resume();
