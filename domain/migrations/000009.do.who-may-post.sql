-- Functions that act as the owner are for the application alone: PostgreSQL lets every role execute a new function.
do $$
declare
  f record;
begin
  for f in select p.oid::regprocedure as signature from pg_proc p
    where p.prosecdef and p.pronamespace = 'public'::regnamespace
  loop
    execute format('revoke execute on function %s from public', f.signature);
    execute format('grant execute on function %s to stockroom_app', f.signature);
  end loop;
end $$;
