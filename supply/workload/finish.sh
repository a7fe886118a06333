#!/bin/sh
# Makes what the install scripts of the packages would have made: they are only unpacked, so none has run.
# Usage: finish.sh <directory>
set -eu
cd "$1"

for family in iptables ip6tables; do
  for suffix in '' -save -restore; do ln -sf xtables-nft-multi "usr/sbin/$family$suffix"; done
done
for applet in sh ls cat sleep env id grep sed mkdir rm cp ps kill pidof date; do ln -sf busybox "bin/$applet"; done
mkdir -p tmp etc/ssl/certs run root home
chmod 1777 tmp
cat usr/share/ca-certificates/mozilla/*.crt >etc/ssl/certs/ca-certificates.crt
printf '%s\n' root:x:0:0:root:/root:/bin/sh istio-proxy:x:1337:1337::/home:/bin/sh >etc/passwd
printf '%s\n' root:x:0: istio-proxy:x:1337: >etc/group
