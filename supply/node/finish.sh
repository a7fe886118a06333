#!/bin/sh
# Turns a Debian root file system with kind's node files in it into a node: what kind's Dockerfile does, without a
# registry to take its base image from, and for hosts whose capabilities are incomplete.
# Usage: PAUSE=<version> KUBERNETES=<version> finish.sh <directory>
set -eu
cd "$1"

chmod 755 usr/local/bin/entrypoint kind kind/bin kind/bin/*.sh
mkdir -p opt/cni etc/kubernetes/manifests
ln -sfn /usr/lib/cni opt/cni/bin
for program in containerd ctr containerd-shim-runc-v2; do ln -sf "/usr/bin/$program" "usr/local/bin/$program"; done

# A container needs none of the units that prepare a machine.
rm -f lib/systemd/system/sysinit.target.wants/systemd-tmpfiles-setup.service \
  lib/systemd/system/multi-user.target.wants/* etc/systemd/system/*.wants/* \
  lib/systemd/system/local-fs.target.wants/* lib/systemd/system/sockets.target.wants/*udev* \
  lib/systemd/system/sockets.target.wants/*initctl* lib/systemd/system/basic.target.wants/*
systemctl --root=. --quiet enable kubelet.service containerd.service undo-mount-hacks.service cluster-addresses.service
systemctl --root=. --quiet mask systemd-binfmt.service
echo ReadKMsg=no >>etc/systemd/journald.conf

# Without CAP_SYS_RESOURCE nobody may raise limits or lower an OOM score.
sed -i -e '/^OOMScoreAdjust/d' -e '/^Limit/d' etc/systemd/system/containerd.service
sed -i -e 's/restrict_oom_score_adj = false/restrict_oom_score_adj = true/' \
  -e "s#registry.k8s.io/pause:[0-9.]*#registry.k8s.io/pause:$PAUSE#" etc/containerd/config.toml
chroot . ctr oci spec |
  chroot . jq '.hooks.createContainer[.hooks.createContainer | length] |= . + {"path": "/kind/bin/mount-product-files.sh"}
    | del(.process.rlimits)' >etc/containerd/cri-base.json

echo "v$KUBERNETES" >kind/version
rm -rf var/cache/apt var/lib/apt/lists
mkdir -p var/cache/apt/archives/partial var/lib/apt/lists/partial
