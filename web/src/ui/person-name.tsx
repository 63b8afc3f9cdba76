import { useAuth } from 'react-oidc-context';

/** Who did something: oneself, a colleague by name, or a colleague whose name nobody has told yet. */
export function PersonName({ id, name }: { id: string; name?: string | null | undefined }) {
  const { user } = useAuth();
  if (id === user?.profile.sub) return 'you';
  if (name) return <span title={id}>{name}</span>;
  if (id.startsWith('till:')) return `till key ${id.slice(5)}`;
  return /^[0-9a-f-]{36}$/i.test(id) ? <span title={id}>a colleague</span> : id;
}
