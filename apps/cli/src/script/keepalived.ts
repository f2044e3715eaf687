import { stateFile } from '../manager/keepalived.ts';
import { CALLED_BY, call, comment, needed, word } from './posix.ts';
import { printedBy, type Target } from './target.ts';

/** The notify script of keepalived. It is called with `GROUP|INSTANCE NAME STATE PRIORITY`, and its exit code is not looked at. */
export function keepalived(target: Target): string {
  const noted = word(stateFile(target.group));
  return `\
#!/bin/sh
${comment([
  'keepalived, notify script: the cloud follows the VRRP state.',
  printedBy(target),
  'In keepalived.conf, in global_defs:  vrrp_higher_prio_send_advert true',
  'and in the vrrp_instance:',
  `  notify /etc/keepalived/kirikae-${target.group}.sh`,
  `  notify_master_rx_lower_pri "/etc/keepalived/kirikae-${target.group}.sh INSTANCE ${target.group} MASTER_RX_LOWER_PRI 0"`,
  'keepalived calls it with: GROUP|INSTANCE NAME STATE PRIORITY. The reason of a failure is in the syslog, as kirikae.',
  'It calls it once: kirikae script keepalived guard prints what asks again.',
])}

state=\${3:-}

${needed(target, 'act', 'system')}

${CALLED_BY}

# what keepalived told last, for the guard
note() (
  umask 077
  mkdir -p "\${KIRIKAE_STATE_DIR:=/var/lib/kirikae}" && cd "$KIRIKAE_STATE_DIR" || exit
  echo "$state $KIRIKAE_CALLER" >${noted}.$$ && mv -f ${noted}.$$ ${noted}
)

case $state in
  MASTER | MASTER_RX_LOWER_PRI)
    # the latter: still master, but another was master for a moment and may have taken what this node holds
    note
    exec "$kirikae" ${call(target, 'activate')}
    ;;
  BACKUP)
    note
    exec "$kirikae" ${call(target, 'deactivate')} --reason move
    ;;
  FAULT)
    note
    exec "$kirikae" ${call(target, 'deactivate')} --reason failover
    ;;
  STOP | DELETED)
    note
    exec "$kirikae" ${call(target, 'deactivate')} --reason stop
    ;;
  *)
    say "kirikae: STATE_UNKNOWN ${target.group}: cannot act, keepalived gave the state '$state'; call it by notify, not by hand [exit 2]"
    exit 2
    ;;
esac
`;
}
