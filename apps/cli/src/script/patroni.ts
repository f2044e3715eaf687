import { CALLED_BY, call, comment, needed } from './posix.ts';
import { printedBy, type Target } from './target.ts';

/** The callback of Patroni. It is called with `ACTION ROLE CLUSTER`; one that still runs when the next comes is killed. */
export const patroni = (target: Target): string => `\
#!/bin/sh
${comment([
  'Patroni, callback: the cloud follows the leader.',
  printedBy(target),
  'In patroni.yml, under postgresql.callbacks, for each of on_start, on_stop, on_restart, on_role_change:',
  `  on_role_change: /etc/patroni/kirikae-${target.group}.sh`,
  ...(target.patroni
    ? [`Patroni's file here is ${target.patroni.path}; its ttl must be longer than the timeout of the group.`]
    : []),
  'Patroni calls it with: ACTION ROLE CLUSTER. The reason of a failure is in the syslog, as kirikae.',
  'It calls it once: kirikae script patroni guard prints what asks again.',
])}

action=\${1:-}
role=\${2:-}

${needed(target, 'act', 'system')}

${CALLED_BY}
KIRIKAE_PATRONI_CALL="$action $role"
export KIRIKAE_PATRONI_CALL

case $action/$role in
  on_start/master | on_start/primary | on_restart/master | on_restart/primary | on_role_change/master | on_role_change/primary)
    exec "$kirikae" ${call(target, 'activate')}
    ;;
  on_stop/*)
    # Patroni ends, or it demotes: it is asked which of the two
    exec "$kirikae" ${call(target, 'deactivate')}
    ;;
  */standby_leader)
    # the leader of a standby cluster: its clients are elsewhere
    ;;
  on_start/* | on_restart/* | on_role_change/*)
    # a replica, or a leader that was demoted
    exec "$kirikae" ${call(target, 'deactivate')} --reason move
    ;;
  on_reload/*)
    # nothing has changed its role
    ;;
  *)
    say "kirikae: ACTION_UNKNOWN ${target.group}: cannot act, Patroni gave '$action $role'; call it by callbacks, not by hand [exit 2]"
    exit 2
    ;;
esac
`;
