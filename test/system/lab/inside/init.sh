#!/bin/bash
# PID 1 of a node, in namespaces of its own. Arguments: LAB NAME ADDRESS API_PORT MANAGER; MANAGER is a script to go on with.
set -eu
lab=$1 name=$2 address=$3 api_port=$4 manager=$5
here=$(dirname "$0")
own=$lab/$name

hostname "$name"
for folder in etc/corosync etc/pacemaker var/lib/corosync var/lib/pacemaker var/log; do
  mount --bind "$own/$folder" "/$folder"
done
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /dev/shm
mkdir -p /run/lock /run/crm
chown hacluster:haclient /run/crm
# a machine that starts has a boot of its own, and a panic must not reach the machine that the lab runs on
cp /proc/sys/kernel/random/uuid "$own/boot_id"
mount --bind "$own/boot_id" /proc/sys/kernel/random/boot_id
if [ -e /proc/sysrq-trigger ]; then mount --bind /dev/null /proc/sysrq-trigger; fi

node "$here/forwarder.ts" 127.0.0.1 "$api_port" "$own/api.sock" 169.254.169.254 80 "$own/imds.sock" &
node "$here/service.ts" "$name" "$address" &
. "$manager"
# the first process has to stay, and to take leave of those whose parents are gone
while :; do wait || :; sleep 0.1; done
