import { useAuth } from 'react-oidc-context';

type PersonNameProps = { id: string; name?: string | null | undefined };

/** Who did something: oneself, a colleague by name, or a colleague whose name nobody has told yet. */
export function PersonName({ id, name }: PersonNameProps) {
  const { user } = useAuth();
  if (id === user?.profile.sub) return 'you';
  if (id.startsWith('import:')) return importWords(name);
  if (name) return <span title={id}>{name}</span>;
  if (id.startsWith('till:')) return `till key ${id.slice(5)}`;
  return /^[0-9a-f-]{36}$/i.test(id) ? <span title={id}>a colleague</span> : id;
}

/** An import that did something, with who sent it and its file if that is known. */
export const importWords = (name: string | null | undefined): string => (name ? `an import (${name})` : 'an import');
