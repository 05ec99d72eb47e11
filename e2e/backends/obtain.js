// Where the servers of the backend tests come from: the PATH, Debian, Maven Central, the Go module proxy.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { BackendProblem, succeeds } from './processes.js'

const ZIPKIN = { version: '3.6.1', artifact: 'io.zipkin:zipkin-server', java: 17 }
/** v1.76.0 is the name that Go's module proxy has for Jaeger 2.13. Sum: as in a go.sum. */
const JAEGER = {
  module: 'github.com/jaegertracing/jaeger@v1.76.0',
  sum: 'h1:sWCOOF1dr+NL0PLil7mFo3BqqQL8k4WiM7aguFbc14g=',
}
/** Sums are held to the one above and to Jaeger's own go.sum: nobody else has to be asked. */
const GO_ENV = { CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '', GOSUMDB: 'off' }
const MAVEN_COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy'

/** What was fetched or built stays here, for the next run. */
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'spanfall')

/** @param {string} command @param {string[]} args */
function isInstalled(command, args) {
  return spawnSync(command, args, { stdio: 'ignore', cwd: tmpdir() }).status === 0
}

/**
 * The path of a file of the cache, made where it is absent: by `make`, in a folder that is thrown away.
 *
 * @param {string} name
 * @param {(folder: string) => Promise<string>} make gives the path of what it made there
 */
async function cached(name, make) {
  const path = join(cache, name)
  if (existsSync(path)) return path
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'making-'))
  try {
    renameSync(await make(folder), path)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return path
}

/** Prometheus and its tool: of the PATH, else of Debian. */
export async function obtainPrometheus() {
  const hasBoth = () => isInstalled('prometheus', ['--version']) && isInstalled('promtool', ['--version'])
  if (hasBoth()) return
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await succeeds('apt-get', ['update'], { env })
    await succeeds('apt-get', ['install', '-y', '--no-install-recommends', 'prometheus'], { env })
  }
  if (hasBoth()) return
  throw new BackendProblem(
    'Prometheus: neither prometheus and promtool on the PATH, nor Debian with apt-get install prometheus as root.',
  )
}

/**
 * The Java that is at least as new as Zipkin needs it.
 *
 * @returns {string}
 */
function findJava() {
  const homes = [process.env.JAVA_HOME ?? '']
  for (const command of [...homes.filter((home) => home !== '').map((home) => join(home, 'bin/java')), 'java']) {
    const { stderr } = spawnSync(command, ['-version'], { encoding: 'utf8' })
    if (Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0) >= ZIPKIN.java) return command
  }
  throw new BackendProblem(
    `Zipkin: its server needs Java ${ZIPKIN.java} or newer, which is neither JAVA_HOME nor on the PATH.`,
  )
}

/** Zipkin's server, from Maven Central. */
export async function obtainZipkin() {
  const java = findJava()
  const { artifact, version } = ZIPKIN
  const file = `zipkin-server-${version}-exec.jar`
  const jar = await cached(file, async (folder) => {
    process.stdout.write(`Fetching Zipkin ${version} …\n`)
    // -C: a wrong checksum is an error, not a warning.
    const args = ['-q', '-B', '-C', MAVEN_COPY, `-Dartifact=${artifact}:${version}:jar:exec`]
    if (await succeeds('mvn', [...args, `-DoutputDirectory=${folder}`], { cwd: folder })) return join(folder, file)
    throw new BackendProblem(
      `Zipkin: Maven (mvn) did not bring ${artifact}:${version}:jar:exec; its reason, if any, stands above.`,
    )
  })
  return { java, jar }
}

/** Jaeger: of the PATH, else built from Go's module proxy, without its own page (which its module does not hold). */
export async function obtainJaeger() {
  if (isInstalled('jaeger', ['version'])) return 'jaeger'
  return cached(JAEGER.module.replace(/^.*\//, '').replace('@', '-'), async (folder) => {
    process.stdout.write('Building Jaeger: some minutes, once …\n')
    const { status, stdout } = spawnSync('go', ['mod', 'download', '-json', JAEGER.module], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...GO_ENV },
    })
    if (status !== 0) {
      throw new BackendProblem(
        `Jaeger: go (1.24.6 or newer) did not bring ${JAEGER.module}: ${stdout ?? 'it is not on the PATH.'}`,
      )
    }
    const { Dir: source, Sum: sum } = JSON.parse(stdout)
    if (sum !== JAEGER.sum) throw new BackendProblem(`Jaeger: ${JAEGER.module} is ${sum}, not ${JAEGER.sum}.`)
    // Built where it lies, by its own go.mod: with its versions, its checksums, and its replacement, which `go install` refuses.
    const binary = join(folder, 'jaeger')
    const args = ['build', '-mod=readonly', '-buildvcs=false', '-ldflags=-s -w', '-o', binary, './cmd/jaeger']
    if (await succeeds('go', args, { cwd: source, env: GO_ENV })) return binary
    throw new BackendProblem('Jaeger: go could not build it; the reason stands above.')
  })
}
