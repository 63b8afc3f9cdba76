import { useAuth } from 'react-oidc-context';

/** Who did something. The API knows people by their id alone, so everybody but oneself is a colleague. */
export function PersonName({ id }: { id: string }) {
  const { user } = useAuth();
  if (id === user?.profile.sub) return 'you';
  return /^[0-9a-f-]{36}$/i.test(id) ? <span title={id}>a colleague</span> : id;
}
