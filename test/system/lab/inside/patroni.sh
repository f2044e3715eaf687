# Goes on for init.sh: what Patroni needs for one PostgreSQL of a cluster of two, as user postgres. A test starts it, and etcd.
# Another user gets to the program whatever the rights on the way to it are.
mount -t tmpfs -o mode=755 tmpfs /opt
mkdir /opt/kirikae
mount --bind "$LAB_ROOT" /opt/kirikae
mkdir -p "$own/pg" "$own/home"
# by a script of its own: Patroni calls what notes the action, which does what is pasted into a real one
cat >"$own/callback" <<SCRIPT
#!/bin/bash
echo "\$EPOCHREALTIME begin \$1/\$2" >>"$LAB_ACTIONS"
"$lab/callback" "\$@" >>/var/log/callback.out 2>&1
echo "\$EPOCHREALTIME end \$1/\$2 \$?" >>"$LAB_ACTIONS"
SCRIPT
chmod 755 "$own/callback"
cat >"$own/patroni.yml" <<YML
scope: db
name: $name
etcd3: { host: '10.0.1.1:2379' }
restapi: { listen: '0.0.0.0:8008', connect_address: '$address:8008' }
bootstrap:
  dcs: { ttl: 6, loop_wait: 1, retry_timeout: 2, maximum_lag_on_failover: 100000000 }
  initdb: [ { auth: trust }, data-checksums, no-sync ]
  pg_hba: [ host all all 0.0.0.0/0 trust, host replication all 0.0.0.0/0 trust ]
postgresql:
  listen: '0.0.0.0:5432'
  connect_address: '$address:5432'
  data_dir: $own/pg/data
  bin_dir: $LAB_POSTGRES
  pgpass: $own/home/pgpass
  use_pg_rewind: true
  authentication:
    superuser: { username: postgres, password: lab }
    replication: { username: replicator, password: lab }
    rewind: { username: rewinder, password: lab }
  parameters:
    { fsync: 'off', unix_socket_directories: $own/home, wal_keep_size: 64MB, wal_retrieve_retry_interval: 100ms }
  basebackup: [ { checkpoint: fast } ]
  callbacks:
    on_start: $own/callback
    on_stop: $own/callback
    on_restart: $own/callback
    on_role_change: $own/callback
YML
chown -R postgres:postgres "$own/pg" "$own/home" "$own/state" "$LAB_ACTIONS" "$own/patroni.yml"
chmod 700 "$own/state" "$own/pg"
for log in patroni callback guard; do install -o postgres -m 644 /dev/null "/var/log/$log.out"; done
