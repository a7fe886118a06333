#!/bin/sh
# Puts the images of an archive on standard input into the store of a node image that kind publishes, the way kind's own build
# does: not unpacked, so whichever snapshotter a node chooses when it starts unpacks them. Each word is pulled=asked: the name
# in the archive, and the name that pods ask for.
set -eu
ctr="ctr --namespace=k8s.io"

containerd >/dev/null 2>&1 &
until $ctr version >/dev/null 2>&1; do
  kill -0 $! || { echo "containerd ended at once in the node image" >&2; exit 1; }
  sleep 0.1
done
# Of this machine's architecture only: an engine that keeps several may not have pulled the others.
$ctr images import --no-unpack -
for word; do
  pulled=${word%%=*}
  asked=${word#*=}
  if [ "$pulled" != "$asked" ]; then
    $ctr images tag --force "$pulled" "$asked" >/dev/null
    $ctr images rm "$pulled" >/dev/null
  fi
  # The kubelet removes images when the disk fills, but not pinned ones. It fails where the image did not arrive.
  $ctr images label "$asked" io.cri-containerd.pinned=pinned >/dev/null
done
kill $!
wait $! || true
