import { lambda } from '#functions/http.ts';
import { listPeopleRoute } from './list-people.ts';

export const handler = lambda([listPeopleRoute]);
