import { useEffect, useRef, useState } from 'react'
import type { Connection } from '../../sources/connection.ts'
import { type Tested, testConnection } from '../../sources/testConnection.ts'

/** How a test stands; undefined before the first. */
export type TestState = 'asking' | Tested | undefined

/** Tries a connection out; a later test, and leaving, end it. */
export function useTest(): { readonly result: TestState; readonly test: (connection: Connection) => Promise<void> } {
  const [result, setResult] = useState<TestState>()
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])
  const test = async (connection: Connection) => {
    running.current?.abort()
    const controller = new AbortController()
    running.current = controller
    setResult('asking')
    try {
      const tested = await testConnection(connection, controller.signal)
      if (!controller.signal.aborted) setResult(tested)
    } catch (error) {
      if (!controller.signal.aborted) throw error
    }
  }
  return { result, test }
}
