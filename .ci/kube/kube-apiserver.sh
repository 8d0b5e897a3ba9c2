#!/bin/sh
# kube-api-test always disables the ServiceAccount admission plugin, whose effect on Pods is tested here. This
# wrapper removes that flag, and passes all others to kube-apiserver.
left=$#
while [ "$left" -gt 0 ]; do
  arg=$1
  shift
  left=$((left - 1))
  case $arg in
    --disable-admission-plugins=ServiceAccount) continue ;;
    --disable-admission-plugins)
      if [ "$left" -gt 0 ] && [ "$1" = ServiceAccount ]; then
        shift
        left=$((left - 1))
        continue
      fi
      ;;
  esac
  set -- "$@" "$arg"
done
exec "${0%/*}/kube-apiserver.real" "$@"
