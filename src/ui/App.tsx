export function App() {
  return (
    <main>
      <h1>Spanfall</h1>
    </main>
  )
}
