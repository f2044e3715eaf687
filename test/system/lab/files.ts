import { cp, mkdir, writeFile } from 'node:fs/promises';
import { run } from './command.ts';
import { addressOf, NAMES, type NodeName } from './network.ts';

const FOLDERS = ['etc/corosync', 'etc/pacemaker', 'var/lib/corosync', 'var/lib/pacemaker', 'var/log', 'state'];

/** Makes a node's private folders, with the owners that Pacemaker wants. */
export async function makeOwn(own: string): Promise<void> {
  for (const folder of FOLDERS) await mkdir(`${own}/${folder}`, { recursive: true, mode: 0o755 });
  for (const folder of ['blackbox', 'cib', 'cores', 'pengine']) await mkdir(`${own}/var/lib/pacemaker/${folder}`);
  for (const folder of ['corosync', 'pacemaker', 'crmsh']) await mkdir(`${own}/var/log/${folder}`);
  await writeFile(`${own}/etc/corosync/corosync.conf`, COROSYNC);
  await writeFile(`${own}/var/lib/pacemaker/cib/cib.xml`, CIB);
  await run('chown', ['-R', 'hacluster:haclient', `${own}/var/lib/pacemaker`, `${own}/var/log/pacemaker`]);
}

/** The folders that the nodes lay over their system's: the resource agent's and the fence agent's. */
export async function makeAgents(folder: string): Promise<void> {
  const inside = `${import.meta.dirname}/inside`;
  await mkdir(`${folder}/ocf/kirikae`, { recursive: true, mode: 0o755 });
  await mkdir(`${folder}/fence-agents`, { mode: 0o755 });
  await mkdir(`${folder}/fence`, { mode: 0o755 });
  await cp(`${inside}/noted-agent.sh`, `${folder}/ocf/kirikae/group`);
  await cp(`${inside}/fence_lab.sh`, `${folder}/fence-agents/fence_lab`);
}

const member = (name: NodeName, index: number) =>
  `  node {\n    ring0_addr: ${addressOf(name)}\n    name: ${name}\n    nodeid: ${index + 1}\n  }\n`;

const COROSYNC = `totem {
  version: 2
  cluster_name: lab
  transport: knet
  crypto_cipher: none
  crypto_hash: none
  token: 1000
}
nodelist {
${NAMES.map(member).join('')}}
quorum {
  provider: corosync_votequorum
  two_node: 1
  wait_for_all: 0
}
system {
  move_to_root_cgroup: no
  sched_rr: no
}
logging {
  to_logfile: yes
  logfile: /var/log/corosync/corosync.log
  to_syslog: no
}
`;

const pair = (name: string, value: string) => `<nvpair id="of-${name}" name="${name}" value="${value}"/>`;

/** The group as one resource, probed every 5 s; fencing is there and off, a case turns it on. */
const CIB = `<cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="1" num_updates="0" admin_epoch="0">
  <configuration>
    <crm_config><cluster_property_set id="options">
      ${pair('dc-deadtime', '2s')}${pair('stonith-enabled', 'false')}${pair('stonith-timeout', '20s')}
    </cluster_property_set></crm_config>
    <nodes/>
    <resources>
      <primitive id="web" class="ocf" provider="kirikae" type="group"><operations>
        <op id="web-start" name="start" interval="0" timeout="40s"/>
        <op id="web-stop" name="stop" interval="0" timeout="40s"/>
        <op id="web-monitor" name="monitor" interval="5s" timeout="20s"/>
      </operations></primitive>
      <primitive id="power" class="stonith" type="fence_lab"><instance_attributes id="power-attributes">
        ${pair('pcmk_host_list', NAMES.join(' '))}${pair('pcmk_host_check', 'static-list')}
      </instance_attributes></primitive>
    </resources>
    <constraints/>
    <rsc_defaults><meta_attributes id="sticky">${pair('resource-stickiness', '100')}</meta_attributes></rsc_defaults>
  </configuration>
  <status/>
</cib>
`;
