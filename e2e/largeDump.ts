import { closeSync, openSync, writeSync } from 'node:fs'
import { runnerImport } from 'vite'
import type * as otlpJson from '../src/core/lab/otlpJson.ts'
import type * as traffic from '../src/core/lab/traffic.ts'

/** Writes one trace of `spans` spans as OTLP JSON, about 1 kB a span, by the project's own generator. */
export async function writeLargeDump(path: string, spans: number): Promise<void> {
  const [{ module: lab }, { module: writer }] = await Promise.all([
    runnerImport<typeof traffic>('./src/core/lab/traffic.ts'),
    runnerImport<typeof otlpJson>('./src/core/lab/otlpJson.ts'),
  ])
  const file = openSync(path, 'w')
  const load = lab.makeTraffic({ spans, seed: 4, shape: 'single', orphanShare: 0.0001 })
  for (const chunk of writer.writeOtlpJson(load.spans)) writeSync(file, chunk)
  closeSync(file)
}
