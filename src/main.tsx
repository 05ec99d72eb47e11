import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from './sources/queryClient.ts'
import { afterDrawing } from './store/afterDrawing.ts'
import { startUrlMirror } from './store/url.ts'
import { App } from './ui/App.tsx'
import { prepareWorker } from './worker/runInWorker.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no element to draw in.')
startUrlMirror()
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
)
afterDrawing(prepareWorker)
