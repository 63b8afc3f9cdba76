import { useQuery } from '@tanstack/react-query';
import { AlertPreference, type AlertPreferenceEdit } from '#domain/alerts/preference.ts';
import { type AlertRuleEdit, AlertRuleList, AlertRuleSaved } from '#domain/alerts/rule.ts';
import { get, put } from '#web/lib/api.ts';
import { useWrite } from '#web/lib/queries.ts';

export const fetchRules = (store: string | undefined) =>
  get('/alerts/rules', AlertRuleList, { query: { store } }).then(({ items }) => items);

/** What opens alerts: in the chain, and in the store if one is named. */
export const useAlertRules = (store: string | undefined) =>
  useQuery({ queryKey: ['alerts', 'rules', store], queryFn: () => fetchRules(store) });

export const useSaveRule = () => useWrite((edit: AlertRuleEdit) => put('/alerts/rules', AlertRuleSaved, edit));

export const fetchPreference = () => get('/alerts/preferences', AlertPreference);

/** What the caller is told of alerts by mail. */
export const usePreference = () => useQuery({ queryKey: ['alerts', 'preference'], queryFn: fetchPreference });

export const useSavePreference = () =>
  useWrite((edit: AlertPreferenceEdit) => put('/alerts/preferences', AlertPreference, edit));
