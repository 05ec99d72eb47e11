import { useStore } from '../../store/store.ts'

/** Saves what is open as OTLP JSON. */
export function ExportButton() {
  const exporting = useStore((s) => s.exporting)
  const isLoading = useStore((s) => s.opened?.isLoading === true)
  const save = async () => {
    const file = await useStore.getState().exportOtlp()
    if (file === undefined) return
    const address = URL.createObjectURL(file.blob)
    const link = document.createElement('a')
    link.href = address
    link.download = file.name
    link.click()
    URL.revokeObjectURL(address)
  }
  return (
    <button type="button" disabled={exporting || isLoading} onClick={save}>
      {exporting ? 'Exporting …' : 'Export'}
    </button>
  )
}
