import { NewView, type SavedView, SavedViewList, ViewEdit } from '#domain/views/view.ts';
import { missing, Refusal } from './refusal.ts';

/** The saved views of whoever is signed in. */
export function fakeViews() {
  const state = { views: [] as SavedView[] };
  let last = 0;
  const taken = (name: string, id?: string) => {
    if (state.views.some((one) => one.id !== id && one.name.toLowerCase() === name.toLowerCase()))
      throw new Refusal(409, 'view.taken', 'You have a saved view of this name; choose another');
  };
  const found = (id: string | undefined) => {
    const view = state.views.find((one) => one.id === id);
    if (!view) throw missing();
    return view;
  };

  function read(route: string): unknown {
    return route === 'GET views' ? SavedViewList.parse({ items: state.views }) : undefined;
  }

  function write(route: string, ids: Record<string, string>, body: Record<string, unknown>): unknown {
    switch (route) {
      case 'POST views': {
        const view = NewView.parse(body);
        taken(view.name);
        state.views.push({ id: String((last += 1)), ...view });
        return state.views.at(-1);
      }
      case 'PUT views/id': {
        const { viewId, ...edit } = ViewEdit.parse({ ...body, ...ids });
        taken(edit.name, viewId);
        return Object.assign(found(viewId), edit);
      }
      case 'POST views/id/remove':
        state.views.splice(state.views.indexOf(found(ids['viewId'])), 1);
        return { removed: true };
      default:
        return undefined;
    }
  }
  return { state, read, write };
}
