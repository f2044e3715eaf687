import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSimulator } from '@kirikae/simulator';

/*
 * Activates a group with every type of resource, for real, against the simulator, and lets record.js keep what V8 has compiled by then.
 * Node's own compile cache is written right after compiling: what a run needs of it is missing, and it serves one user at one path.
 */
const FILE = `version: 1
groups:
  web:
    resources:
      - { type: aws/private-ip, address: 10.0.1.50 }
      - { type: aws/eip, allocationId: eipalloc-0123456789abcdef0 }
      - { type: aws/route-table, destination: 10.9.0.0/24, routeTableIds: [rtb-0123456789abcdef0], create: true }
      - { type: aws/route53, hostedZoneId: Z0123456789ABCDEFGHIJ, records: [{ name: www.example.com, type: A, value: private-ipv4 }] }
      - { type: exec, activate: ['true'], deactivate: ['true'], status: ['true'] }
`;

const folder = await mkdtemp(join(tmpdir(), 'kirikae-build-'));
const simulator = await startSimulator();
try {
  simulator.addAddress({ allocationId: 'eipalloc-0123456789abcdef0' });
  simulator.addRouteTable({ id: 'rtb-0123456789abcdef0' });
  simulator.addZone({ id: 'Z0123456789ABCDEFGHIJ', name: 'example.com' });
  const node = await simulator.addNode({ name: 'web-1' });
  const file = join(folder, 'kirikae.yaml');
  await writeFile(file, FILE, { mode: 0o600 });
  const env = { ...node.env, PATH: process.env.PATH, HOME: folder, KIRIKAE_STATE_DIR: join(folder, 'state') };
  const record = fileURLToPath(new URL('record.js', import.meta.url));
  const stdio = ['ignore', 'ignore', 'inherit'];
  const child = spawn(process.execPath, [record, 'activate', 'web', '--config', file], { env, stdio });
  const [code] = await once(child, 'close');
  if (code !== 0) console.error(`the run that fills the cache ended in ${code}: each start compiles what it lacked`);
} finally {
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
}
