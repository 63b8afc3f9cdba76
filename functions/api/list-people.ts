import { listPeople } from '#domain/users/person.actions.ts';
import { ListPeople, PersonPage } from '#domain/users/person.ts';
import { route } from '#functions/http.ts';

export const listPeopleRoute = route({
  method: 'GET',
  path: '/people',
  summary: 'Everybody who has been invited or holds a role, by name',
  permission: 'people.manage',
  input: ListPeople,
  output: PersonPage,
  run: listPeople,
});
