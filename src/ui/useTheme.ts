import { useEffect, useSyncExternalStore } from 'react'
import { usePreferences } from '../store/preferences.ts'

const darkMachine = () => window.matchMedia('(prefers-color-scheme: dark)')

function onMachineChange(notify: () => void): () => void {
  const query = darkMachine()
  query.addEventListener('change', notify)
  return () => query.removeEventListener('change', notify)
}

/** The theme in force: the person's choice, or the machine's. */
export function useResolvedTheme(): 'light' | 'dark' {
  const theme = usePreferences((s) => s.theme)
  const dark = useSyncExternalStore(onMachineChange, () => darkMachine().matches)
  if (theme !== 'system') return theme
  return dark ? 'dark' : 'light'
}

/** Tells the style sheet which theme is in force. */
export function useThemeAttribute(): void {
  const theme = useResolvedTheme()
  useEffect(() => {
    document.documentElement.dataset.theme = theme
  }, [theme])
}
