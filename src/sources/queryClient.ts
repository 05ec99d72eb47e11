import { QueryClient } from '@tanstack/react-query'

/** What servers answered, while it is looked at. */
export const queryClient = new QueryClient({ defaultOptions: { queries: { refetchOnWindowFocus: false } } })
