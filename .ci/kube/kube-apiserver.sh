#!/bin/sh
# kube-api-test always switches the ServiceAccount admission plugin off. We test what it does to pods,
# so this stands in for kube-apiserver, drops that one flag and hands on everything else.
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
