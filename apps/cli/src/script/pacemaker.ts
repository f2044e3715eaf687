import { comment, word } from './posix.ts';
import { printedBy, type Target } from './target.ts';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const parameter = (name: string, value: string, short: string, long: string): string => `\
    <parameter name="${name}" unique="${name === 'group' ? 1 : 0}" required="0">
      <longdesc lang="en">${long}</longdesc>
      <shortdesc lang="en">${short}</shortdesc>
      <content type="string"${value && ` default="${escaped(value)}"`}/>
    </parameter>`;

/** What Pacemaker and its shells show of the agent. */
function metaData({ group, binary, config, node = '', version, seconds }: Target): string {
  return `\
<?xml version="1.0"?>
<!DOCTYPE resource-agent SYSTEM "ra-api-1.dtd">
<resource-agent name="group" version="${version}">
  <version>1.1</version>
  <longdesc lang="en">
Makes the node on which it runs the holder of a kirikae group: Elastic IPs, Route 53 records, routes, private addresses, and whatever
else the group's file names. Start is over when the cloud was seen to agree. One resource of this agent serves a whole group.
  </longdesc>
  <shortdesc lang="en">Moves a kirikae group to the active node</shortdesc>
  <parameters>
${parameter('group', group, 'Group', "The group's name in kirikae's file.")}
${parameter('config', config, 'File', "kirikae's file, the same on every node.")}
${parameter('node', node, 'Node name', "This node's name in the file; empty: the host name. Only where all nodes can share one value.")}
${parameter('binary', binary, 'Program', 'The absolute path of kirikae.')}
  </parameters>
  <actions>
    <action name="start" timeout="${seconds.move}s"/>
    <action name="stop" timeout="${seconds.move}s"/>
    <action name="monitor" timeout="${seconds.monitor}s" interval="10s" depth="0"/>
    <action name="validate-all" timeout="${seconds.monitor}s"/>
    <action name="meta-data" timeout="5s"/>
  </actions>
</resource-agent>`;
}

/** The resource agent ocf:kirikae:group. The codes it ends in by itself are OCF's; all others are kirikae's own under \`--manager pacemaker\`. */
export const pacemaker = (target: Target): string => `\
#!/bin/sh
${comment([
  'ocf:kirikae:group, a resource agent for Pacemaker: one resource for a whole group of kirikae.',
  printedBy(target),
  'Save it on every node as /usr/lib/ocf/resource.d/kirikae/group (mode 0755), then for instance:',
  `  pcs resource create ${target.group} ocf:kirikae:group op monitor interval=10s timeout=${target.seconds.monitor}s start timeout=${target.seconds.move}s stop timeout=${target.seconds.move}s`,
  "The reason of a failure is in crm_mon, and in Pacemaker's log.",
])}

OCF_ERR_UNIMPLEMENTED=3
OCF_ERR_INSTALLED=5
OCF_ERR_CONFIGURED=6

group=\${OCF_RESKEY_group:-${word(target.group)}}
config=\${OCF_RESKEY_config:-${word(target.config)}}
node=\${OCF_RESKEY_node:-${word(target.node ?? '')}}
binary=\${OCF_RESKEY_binary:-${word(target.binary)}}

meta_data() {
  cat <<'END'
${metaData(target)}
END
}

# Ends with a code of OCF, and says why: in crm_mon, and in the log.
refuse() {
  echo "ocf-exit-reason:$2" >&2
  exit "$1"
}

# Replaced by kirikae, so that what Pacemaker kills is kirikae itself.
kirikae() {
  [ -z "$node" ] || set -- "$@" --node "$node"
  exec "$binary" "$@" --config "$config"
}

case \${1:-} in
  meta-data)
    meta_data
    exit 0
    ;;
  start | stop | monitor | validate-all) ;;
  usage | help)
    echo "usage: $0 start|stop|monitor|validate-all|meta-data"
    exit 0
    ;;
  *)
    echo "usage: $0 start|stop|monitor|validate-all|meta-data" >&2
    exit "$OCF_ERR_UNIMPLEMENTED"
    ;;
esac

if [ ! -f "$binary" ] || [ ! -x "$binary" ]; then
  refuse "$OCF_ERR_INSTALLED" "there is no program $binary: install kirikae there, or correct the parameter binary"
fi
if [ "$1" = monitor ] && [ "\${OCF_RESKEY_CRM_meta_interval:-0}" = 0 ] && [ ! -e "$config" ]; then
  refuse "$OCF_ERR_INSTALLED" "there is no file $config: copy it from the other node, or correct the parameter config"
fi

case $1 in
  start) kirikae activate "$group" --manager pacemaker ;;
  stop) kirikae deactivate "$group" --manager pacemaker ;;
  monitor) kirikae monitor "$group" --manager pacemaker ;;
  validate-all)
    problem=$(kirikae config check "$group" 2>&1 >/dev/null) && exit 0
    refuse "$OCF_ERR_CONFIGURED" "$(printf '%s' "$problem" | tail -n 1)"
    ;;
esac
`;
