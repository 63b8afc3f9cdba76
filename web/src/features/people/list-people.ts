import { ListPeople, PersonPage } from '#domain/users/person.ts';
import { usePages } from '#web/lib/pages.ts';

export const usePeople = (search: string | undefined, state: string | undefined) =>
  usePages(['people'], '/people', PersonPage, { search, state: ListPeople.shape.state.safeParse(state).data });
