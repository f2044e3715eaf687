#!/bin/bash
# A power switch: asks the lab by a file, and waits until it says that the node is off.
action=off victim=
while IFS='=' read -r -t 1 key value; do
  case $key in
    action) action=$value ;;
    port | nodename | plug) victim=$value ;;
  esac
done
case ${1:-} in -o | --action) action=$2 ;; esac

case $action in
  metadata | meta-data)
    cat <<'XML'
<?xml version="1.0" ?>
<resource-agent name="fence_lab" shortdesc="The power switch of the lab">
<longdesc>The power switch of the lab</longdesc>
<parameters>
  <parameter name="action" required="1"><content type="string" default="off"/></parameter>
  <parameter name="port" required="1"><content type="string"/></parameter>
</parameters>
<actions>
  <action name="on"/><action name="off"/><action name="reboot"/><action name="monitor"/><action name="status"/><action name="metadata"/>
</actions>
</resource-agent>
XML
    ;;
  off | reboot)
    # process ids repeat in small namespaces: the time tells requests apart
    request=$LAB_FENCE/$(date +%s%N).$(hostname).$victim
    : >"$request"
    until [ -e "$request.done" ]; do sleep 0.05; done
    ;;
esac
