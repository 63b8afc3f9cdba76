-- What people look at again and again: an address of the app with its filters, under a name of their own.
create table saved_view (
  id         bigint generated always as identity primary key,
  user_id    text not null,
  name       text not null check (name = btrim(name) and name <> ''),
  path       text not null,
  search     text not null,
  created_at timestamptz not null default now()
);
create unique index saved_view_name on saved_view (user_id, lower(name));

-- Keeps a view, or puts another name and address into one that is kept. One change at a time for each person, so that
-- neither two of the same name nor more than 50 can come of two at once. Told twice (an answer was lost) it changes nothing.
-- Answers the view's id; null where they have no view of the given id.
create function save_view(of_user text, given_id bigint, new_name text, new_path text, new_search text) returns bigint
language plpgsql as $$
declare
  same_name saved_view;
begin
  perform pg_advisory_xact_lock(hashtext('stockroom view'), hashtext(of_user));
  if given_id is not null and not exists (select from saved_view v where v.id = given_id and v.user_id = of_user) then
    return null;
  end if;
  select * into same_name from saved_view v
    where v.user_id = of_user and lower(v.name) = lower(new_name) and v.id is distinct from given_id;
  if found then
    if given_id is null and same_name.path = new_path and same_name.search = new_search then return same_name.id; end if;
    raise exception 'view.taken: You have a saved view of this name; choose another';
  end if;
  if given_id is not null then
    update saved_view v set name = new_name, path = new_path, search = new_search where v.id = given_id;
    return given_id;
  end if;
  if (select count(*) from saved_view v where v.user_id = of_user) >= 50 then
    raise exception 'view.conflict: You have 50 saved views, which is as many as there can be; remove one first';
  end if;
  insert into saved_view (user_id, name, path, search) values (of_user, new_name, new_path, new_search)
    returning id into given_id;
  return given_id;
end $$;

grant select, insert, update, delete on saved_view to stockroom_app;
