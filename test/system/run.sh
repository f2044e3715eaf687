#!/bin/sh
# The tests with real cluster managers, real shells and wine. They need root, and install what is missing (Debian, Ubuntu): use a
# machine that may be thrown away.
set -eu
cd "$(dirname "$0")/../.."
PATH=$PATH:/usr/sbin:/sbin
export PATH

if [ "$(id -u)" != 0 ]; then
  echo 'test:system: cannot make network namespaces, this is not root; run it as root on a machine that may be thrown away' >&2
  exit 1
fi

packages=
needs() { command -v "$1" >/dev/null || packages="$packages $2"; }
needs corosync corosync
needs pacemakerd pacemaker
needs crm_mon pacemaker-cli-utils
needs crm crmsh
needs keepalived keepalived
needs ocf-tester resource-agents
needs xmllint libxml2-utils
needs patroni patroni
needs etcd etcd-server
[ -n "$(find /usr/lib/postgresql -name postgres -path '*/bin/*' 2>/dev/null)" ] || packages="$packages postgresql"
needs ip iproute2
needs curl curl
needs pkill procps
needs ha_logger cluster-glue
needs shellcheck shellcheck
needs bash bash
needs dash dash
needs busybox busybox
needs systemd-analyze systemd
needs setfacl acl
needs wine 'wine wine64'
if [ -n "$packages" ]; then
  apt-get update -q
  # shellcheck disable=SC2086 # a list of words
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages
fi

exec node_modules/.bin/vitest run --config .ci/vitest.system.config.ts --root . "$@"
