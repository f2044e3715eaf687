#!/bin/bash
# The resource agent, with a note of when each action began and how it ended.
case ${1:-} in
  start | stop | monitor) ;;
  *) exec "$LAB_AGENT" "$@" ;; # these may run as somebody else, who cannot take notes
esac
echo "$EPOCHREALTIME begin $1" >>"$LAB_ACTIONS"
"$LAB_AGENT" "$@"
code=$?
echo "$EPOCHREALTIME end $1 $code" >>"$LAB_ACTIONS"
exit $code
