import { Component, type ReactNode } from 'react'

interface PanelBoundaryProps {
  /** What is lost when it fails: the subject of a sentence. */
  readonly name: string
  /** What it shows; with something else it is tried again. */
  readonly about?: unknown
  readonly children: ReactNode
}

/** Keeps the fault of one panel from taking the page with it. */
export class PanelBoundary extends Component<PanelBoundaryProps, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined }

  static getDerivedStateFromError(error: unknown) {
    return { error: error ?? new Error('unknown') }
  }

  override componentDidUpdate({ about }: PanelBoundaryProps) {
    if (about !== this.props.about && this.state.error !== undefined) this.setState({ error: undefined })
  }

  override render() {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return (
      <div role="alert" className="panelFailure">
        {this.props.name} could not be drawn: {error instanceof Error ? error.message : String(error)}
        <button type="button" onClick={() => this.setState({ error: undefined })}>
          Try again
        </button>
      </div>
    )
  }
}
