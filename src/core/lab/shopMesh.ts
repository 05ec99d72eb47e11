import type { LabMesh, LabOperation, LabService, LabStep } from './mesh.ts'

const SERVICES: readonly LabService[] = [
  { name: 'gateway', version: '4.12.0', language: 'go', instances: 2 },
  { name: 'auth', version: '1.9.3', language: 'go', instances: 1 },
  { name: 'orders', version: '2.31.1', language: 'java', instances: 2 },
  { name: 'payment', version: '3.0.4', language: 'nodejs', instances: 2 },
  { name: 'inventory', version: '1.14.0', language: 'java', instances: 1 },
  { name: 'shipping', version: '0.8.2', language: 'python', instances: 1 },
  { name: 'recommend', version: '0.22.0', language: 'python', instances: 1 },
]

function select(collection: string, ms: number, times = 1): LabStep {
  const text = `SELECT * FROM ${collection} WHERE id = $1`
  return { do: 'query', system: 'postgresql', operation: 'SELECT', collection, text, ms, times }
}

function insert(collection: string, ms: number): LabStep {
  const text = `INSERT INTO ${collection} (id, body) VALUES ($1, $2)`
  return { do: 'query', system: 'postgresql', operation: 'INSERT', collection, text, ms }
}

function update(collection: string, ms: number): LabStep {
  const text = `UPDATE ${collection} SET free = free - $2 WHERE id = $1`
  return { do: 'query', system: 'postgresql', operation: 'UPDATE', collection, text, ms }
}

function redisGet(key: string, ms: number, times = 1): LabStep {
  return { do: 'query', system: 'redis', operation: 'GET', collection: key, text: `GET ${key}:?`, ms, times }
}

function work(name: string, ms: number, steps: readonly LabStep[] = []): LabStep {
  return { do: 'work', name, ms, steps }
}

function call(to: string, operation: string): LabStep {
  return { do: 'call', to, operation }
}

/** What can be tuned in the shop. */
export interface ShopOptions {
  /** Median time that the payment provider takes, in ms; 60 if absent. */
  readonly providerMs?: number
  /** Share of quotes that fail; 0.03 if absent. */
  readonly quoteFailures?: number
  /** Share of charges that fail; 0.015 if absent. */
  readonly chargeFailures?: number
}

function paymentOperations(options: ShopOptions): LabOperation[] {
  return [
    {
      service: 'payment',
      name: 'POST /charge',
      steps: [
        work('check fraud', 2, [redisGet('risk', 1)]),
        {
          do: 'external',
          host: 'api.psp.example',
          method: 'POST',
          path: '/v1/charges',
          ms: options.providerMs ?? 60,
        },
        insert('charges', 3.5),
      ],
      failure: {
        share: options.chargeFailures ?? 0.015,
        type: 'CardDeclinedError',
        message: 'The provider declined the card: insufficient funds',
      },
    },
  ]
}

const STOCK: readonly LabOperation[] = [
  {
    service: 'inventory',
    name: 'POST /reserve',
    steps: [select('stock', 4, 3), work('choose warehouse', 2), update('stock', 9)],
  },
  { service: 'inventory', name: 'GET /stock/{id}', steps: [redisGet('stock', 0.8), select('stock', 3)] },
]

function deliveryOperations(options: ShopOptions): LabOperation[] {
  return [
    {
      service: 'shipping',
      name: 'POST /quote',
      steps: [
        redisGet('rates', 4),
        { do: 'external', host: 'rates.carrier.example', method: 'GET', path: '/v2/rates', ms: 42 },
        work('price parcel', 5),
      ],
      failure: {
        share: options.quoteFailures ?? 0.03,
        type: 'RateNotFound',
        message: 'No rate for zone 7 and weight 31.5 kg',
      },
    },
    {
      service: 'shipping',
      name: 'process shipments',
      steps: [select('parcels', 5), work('print label', 14), insert('labels', 4)],
    },
  ]
}

const ORDERS: readonly LabOperation[] = [
  {
    service: 'orders',
    name: 'POST /orders',
    steps: [
      work('validate order', 1.5, [redisGet('customer', 0.9)]),
      call('inventory', 'POST /reserve'),
      call('payment', 'POST /charge'),
      insert('orders', 4),
      select('orders', 2),
    ],
  },
  {
    service: 'orders',
    name: 'POST /orders/checkout',
    steps: [
      work('validate order', 1, [redisGet('customer', 0.7)]),
      {
        do: 'together',
        steps: [
          call('payment', 'POST /charge'),
          work('prepare parcel', 1, [
            call('inventory', 'POST /reserve'),
            redisGet('basket', 4.2, 12),
            { do: 'call', to: 'shipping', operation: 'POST /quote', tolerant: true },
          ]),
        ],
      },
      insert('orders', 4),
    ],
  },
  {
    service: 'orders',
    name: 'POST /orders/{id}/ship',
    steps: [
      select('orders', 4),
      work('pack', 3),
      {
        do: 'publish',
        destination: 'shipments',
        ms: 3,
        consumers: [{ to: 'shipping', operation: 'process shipments', lagMs: 12 }],
      },
      update('orders', 5),
    ],
  },
  { service: 'orders', name: 'GET /orders/{id}', steps: [redisGet('order', 0.9), select('orders', 5)] },
]

const EDGE: readonly LabOperation[] = [
  {
    service: 'gateway',
    name: 'POST /orders',
    steps: [work('read session', 0.8, [redisGet('session', 0.8)]), call('orders', 'POST /orders'), work('render', 1.2)],
  },
  {
    service: 'gateway',
    name: 'POST /checkout',
    steps: [
      call('auth', 'POST /verify'),
      {
        do: 'together',
        steps: [call('orders', 'POST /orders/checkout'), call('recommend', 'GET /recs/{id}')],
      },
      work('render', 2),
    ],
  },
  { service: 'gateway', name: 'POST /orders/{id}/ship', steps: [call('orders', 'POST /orders/{id}/ship')] },
  { service: 'gateway', name: 'GET /orders/{id}', steps: [call('orders', 'GET /orders/{id}')] },
  {
    service: 'gateway',
    name: 'GET /stock/{id}',
    steps: [{ do: 'call', to: 'inventory', operation: 'GET /stock/{id}', retries: 1 }],
  },
  { service: 'auth', name: 'POST /verify', steps: [redisGet('session', 1.6), work('check signature', 2.5)] },
  {
    service: 'recommend',
    name: 'GET /recs/{id}',
    steps: [redisGet('profile', 3), work('rank', 9, [work('load model', 16), work('score candidates', 18)])],
  },
]

/** A web shop of seven services: gateway, auth, orders, payment, inventory, shipping, recommend. */
export function makeShop(options: ShopOptions = {}): LabMesh {
  return {
    services: SERVICES,
    operations: [...EDGE, ...ORDERS, ...STOCK, ...paymentOperations(options), ...deliveryOperations(options)],
  }
}
