# Goes on for init.sh: what keepalived needs for one VRRP instance between the two nodes, by unicast. A test starts it.
conf=$own/keepalived.conf
case $name in
  kirikae-1) priority=150 peer=10.0.1.11 ;;
  *) priority=100 peer=10.0.1.10 ;;
esac
cat >"$conf" <<CONF
global_defs {
  router_id $name
  script_user root
  vrrp_higher_prio_send_advert true
}
vrrp_instance WEB {
  state BACKUP
  interface eth0
  virtual_router_id 51
  priority $priority
  advert_int 1
  unicast_src_ip $address
  unicast_peer {
    $peer
  }
  virtual_ipaddress {
    10.0.1.100/24
  }
  notify $own/notify
  notify_master_rx_lower_pri "$own/notify INSTANCE WEB MASTER_RX_LOWER_PRI 0"
}
CONF
# the script keepalived calls notes the state, then does what is pasted into a real one
cat >"$own/notify" <<SCRIPT
#!/bin/bash
echo "\$EPOCHREALTIME begin \$3" >>"$LAB_ACTIONS"
"$LAB_NOTIFY" "\$@" >>/var/log/notify.out 2>&1
echo "\$EPOCHREALTIME end \$3 \$?" >>"$LAB_ACTIONS"
SCRIPT
chmod 700 "$own/notify"
