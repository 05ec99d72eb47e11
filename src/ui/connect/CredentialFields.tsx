import type { Connection, Credentials } from '../../sources/connection.ts'

interface CredentialFieldsProps {
  readonly draft: Connection
  readonly onChange: (part: Partial<Connection>) => void
}

const EMPTY: Readonly<Record<Credentials['type'], Credentials>> = {
  bearer: { type: 'bearer', token: '' },
  basic: { type: 'basic', user: '', password: '' },
  header: { type: 'header', name: '', value: '' },
}

const typeOf = (text: string) => (text === 'bearer' || text === 'basic' || text === 'header' ? text : undefined)

/** Who asks: a header that goes with each request to this backend, and to no other. */
export function CredentialFields({ draft, onChange }: CredentialFieldsProps) {
  const { credentials, kind, tenant, remember } = draft
  const take = (next: Credentials | undefined) => onChange({ credentials: next })
  return (
    <fieldset>
      <div className="formRow">
        <label>
          Authentication
          <select
            value={credentials?.type ?? ''}
            onChange={({ target }) => {
              const type = typeOf(target.value)
              take(type && EMPTY[type])
            }}
          >
            <option value="">none</option>
            <option value="bearer">Bearer</option>
            <option value="basic">Basic</option>
            <option value="header">Custom</option>
          </select>
        </label>
        {credentials !== undefined && <Fields credentials={credentials} onChange={take} />}
        {kind === 'tempo' && (
          <label>
            Tenant (X-Scope-OrgID)
            <input value={tenant} onChange={({ target }) => onChange({ tenant: target.value })} />
          </label>
        )}
      </div>
      {credentials !== undefined && (
        <label className="tick">
          <input type="checkbox" checked={remember} onChange={({ target }) => onChange({ remember: target.checked })} />
          Remember in this browser
          <span>Otherwise it is forgotten when this page is left; the address stays.</span>
        </label>
      )}
    </fieldset>
  )
}

interface FieldsProps {
  readonly credentials: Credentials
  readonly onChange: (credentials: Credentials) => void
}

function Fields({ credentials, onChange }: FieldsProps) {
  switch (credentials.type) {
    case 'bearer':
      return (
        <Secret label="Token" value={credentials.token} onChange={(token) => onChange({ ...credentials, token })} />
      )
    case 'basic':
      return (
        <>
          <label>
            User
            <input
              autoComplete="off"
              value={credentials.user}
              onChange={({ target }) => onChange({ ...credentials, user: target.value })}
            />
          </label>
          <Secret
            label="Password"
            value={credentials.password}
            onChange={(password) => onChange({ ...credentials, password })}
          />
        </>
      )
    case 'header':
      return (
        <>
          <label>
            Header
            <input
              spellCheck={false}
              value={credentials.name}
              onChange={({ target }) => onChange({ ...credentials, name: target.value })}
            />
          </label>
          <Secret label="Value" value={credentials.value} onChange={(value) => onChange({ ...credentials, value })} />
        </>
      )
  }
}

interface SecretProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

function Secret({ label, value, onChange }: SecretProps) {
  return (
    <label>
      {label}
      <input type="password" autoComplete="off" value={value} onChange={({ target }) => onChange(target.value)} />
    </label>
  )
}
