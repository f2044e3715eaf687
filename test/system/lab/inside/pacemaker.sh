# Goes on for init.sh: corosync, pacemaker, the agent of the group (in the wrapper that notes its times) and a fence agent.
mount -t overlay overlay -o "lowerdir=$lab/ocf:/usr/lib/ocf/resource.d" /usr/lib/ocf/resource.d
mount -t overlay overlay -o "lowerdir=$lab/fence-agents:/usr/sbin" /usr/sbin
export PCMK_logfile=/var/log/pacemaker/pacemaker.log
corosync -f >/var/log/corosync.out 2>&1 &
# pacemakerd gives up at once if corosync does not answer yet
until corosync-cfgtool -s >/dev/null 2>&1; do sleep 0.1; done
pacemakerd >/var/log/pacemakerd.out 2>&1 &
