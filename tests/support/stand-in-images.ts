import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { directoryOf, type BuildContext } from '../../src/cluster/build/artifact.ts'
import { loadToolchain, type Need } from '../../src/cluster/index.ts'
import { otherVersions } from '../../src/cluster/other-versions.ts'
import { envoyArtifact } from '../../src/cluster/source/envoy.ts'
import { writeArchive, type ImageRecipe } from '../../src/cluster/source/image-archive.ts'
import { istioSource } from '../../src/cluster/source/istio-source.ts'
import { nodeRootfs } from '../../src/cluster/source/node-rootfs.ts'
import { otherIstio } from '../../src/cluster/source/other-istio.ts'
import { cniPrograms, programs } from '../../src/cluster/source/programs.ts'
import { imageRecipes } from '../../src/cluster/source/recipes.ts'
import { workloadRootfs } from '../../src/cluster/source/workload-rootfs.ts'

const execute = promisify(execFile)

/** kind applies it from the image; the image that stands in has its network already. */
const NO_CNI = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: stand-in-network\n  namespace: kube-system\n'

/** Puts Kubernetes' images into the image the way kind builds its own. */
const AS_KIND_BUILDS = `set -eu
rm -r /proving-ground /etc/systemd/system/containerd.service.d
containerd >/dev/null 2>&1 &
until ctr version >/dev/null 2>&1; do sleep 0.1; done
ctr --namespace=k8s.io images import --no-unpack -
kill $!
wait $! || true`

/** What our own build makes stand-ins from; all of it has to be built. */
function recipesFor(needs: readonly Need[]): ImageRecipe[] {
  const pins = loadToolchain()
  const source = istioSource(pins.istio)
  const compiled = programs(pins, source)
  return imageRecipes(
    pins,
    {
      programs: compiled,
      kubernetes: compiled,
      istioSource: source,
      envoy: envoyArtifact(pins),
      cni: needs.includes('cni') ? cniPrograms(pins, source) : undefined,
      others: otherVersions(needs, pins).map((minor) => otherIstio(pins, minor, needs.includes('cni'))),
    },
    directoryOf,
  )
}

/** Whether an image is one that kind's node image has. */
function isOfNode({ names }: ImageRecipe): boolean {
  return names.every((name) => name.startsWith('registry.k8s.io/') && !name.includes('/agnhost:'))
}

/**
 * Writes our builds of the images that runs pull, as `docker save` would.
 * @returns a directory in this one
 */
export async function saveImages(needs: readonly Need[], directory: string): Promise<string> {
  return archive(
    recipesFor(needs).filter((recipe) => !isOfNode(recipe)),
    join(directory, 'images'),
  )
}

/**
 * Makes an image of the shape of kind's node image from our own builds: Kubernetes' images lie in its store, not unpacked, and
 * nothing of this project is in it. It is removed from the engine again.
 * @returns a directory in this one with what `docker save` wrote
 */
export async function saveNodeImage(directory: string): Promise<string> {
  const pins = loadToolchain()
  const images = await archive(recipesFor([]).filter(isOfNode), join(directory, 'node-images'))
  const name = `proving-ground-test/stand-in:${randomBytes(6).toString('hex')}`
  const container = name.replace(/[/:]/g, '-')
  const docker = (...words: string[]) => execute('docker', words)
  const sh = (script: string, ...words: string[]) => execute('sh', ['-c', script, 'sh', ...words], { maxBuffer: 1e8 })
  const rootfs = join(directoryOf(nodeRootfs(pins)), 'rootfs.tar')
  await docker('import', '--change', 'ENV container=docker', rootfs, `${name}-root`)
  try {
    await docker(
      'run',
      '--detach',
      '--privileged',
      '--name',
      container,
      '--stop-signal',
      'SIGRTMIN+3',
      `${name}-root`,
      'sleep',
      'infinity',
    )
    await mkdir(join(directory, 'manifests'))
    await writeFile(join(directory, 'manifests/default-cni.yaml'), NO_CNI)
    await docker('cp', join(directory, 'manifests'), `${container}:/kind/`)
    const compiled = join(directoryOf(programs(pins, istioSource(pins.istio))), 'bin')
    await sh('tar -C "$1" -hc kubeadm kubelet kubectl | docker cp - "$2:/usr/bin/"', compiled, container)
    await sh('tar -C "$1" -hc . | docker exec -i "$2" sh -c "$3"', images, container, AS_KIND_BUILDS)
    await docker('commit', '--change', 'ENTRYPOINT ["/usr/local/bin/entrypoint", "/sbin/init"]', container, name)
    const saved = join(directory, 'node')
    await mkdir(saved)
    await sh('docker save "$1" | tar --extract --directory "$2"', name, saved)
    return saved
  } finally {
    await execute('docker', ['rm', '--force', '--volumes', container])
    await execute('docker', ['rmi', '--force', `${name}-root`, name]).catch(() => undefined)
  }
}

async function archive(recipes: readonly ImageRecipe[], directory: string): Promise<string> {
  const context: BuildContext = {
    outDir: directory,
    log: `${directory}.log`,
    pathOf: directoryOf,
    progress: () => undefined,
    signal: new AbortController().signal,
  }
  await writeArchive(recipes, join(directoryOf(workloadRootfs()), 'rootfs.tar'), directory, context)
  return directory
}
