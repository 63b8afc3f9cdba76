/** Light colours stand in the tags, since some mail programs drop style sheets; dark ones in a sheet, for those that do not. */
const light = { page: '#eef0f3', card: '#ffffff', ink: '#14161a', soft: '#4b525e', line: '#d9dde3', accent: '#364fc7' };
const dark = { page: '#14161a', card: '#1c1f25', ink: '#f1f3f5', soft: '#b4bac5', line: '#383e48', accent: '#91a7ff' };

const family = "'Noto Sans', 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

export const styles = {
  page: { backgroundColor: light.page, margin: 0, padding: '16px 0', fontFamily: family, color: light.ink },
  card: { backgroundColor: light.card, maxWidth: '600px', width: '100%', margin: '0 auto', borderRadius: '8px' },
  inner: { padding: '8px 24px 24px' },
  title: { fontSize: '22px', lineHeight: '28px', margin: '16px 0 0', color: light.ink },
  days: { fontSize: '15px', lineHeight: '22px', margin: '2px 0 0', color: light.soft },
  mark: { fontSize: '14px', lineHeight: '20px', margin: '10px 0 0', fontWeight: 700, color: '#a61e4d' },
  heading: { fontSize: '16px', lineHeight: '22px', margin: '26px 0 6px', color: light.ink },
  text: { fontSize: '14px', lineHeight: '20px', margin: '4px 0', color: light.ink },
  small: { fontSize: '12px', lineHeight: '18px', margin: '4px 0', color: light.soft },
  big: { fontSize: '26px', lineHeight: '32px', margin: '18px 0 0', fontWeight: 700, color: light.ink },
  link: { color: light.accent, textDecoration: 'underline', fontSize: '14px', lineHeight: '28px' },
  picture: { width: '100%', maxWidth: '552px', height: 'auto', borderRadius: '8px', margin: '8px 0', fontSize: '14px' },
  rule: { borderTop: `1px solid ${light.line}`, margin: '24px 0 12px' },
};

const cell = 'font-size:13px;line-height:18px;padding:5px 0 5px 8px;vertical-align:top';

/** Of tables, by class: said in every cell, they would weigh as much as all the rest. */
export const sheet = `
.t{width:100%;border-collapse:collapse;margin:6px 0}
.t th,.t td{${cell};border-bottom:1px solid ${light.line};text-align:right;white-space:nowrap;color:${light.ink}}
.t th{font-weight:600;color:${light.soft}}
.t .l{text-align:left;white-space:normal;overflow-wrap:anywhere}
.t th:first-child,.t td:first-child{padding-left:0}
.t a{color:${light.accent}}
@media (max-width:480px){.x{display:none!important}.inner{padding:4px 14px 18px!important}.t th,.t td{padding-left:6px;font-size:12px}}
@media (prefers-color-scheme:dark){
.page,.page>table>tbody>tr>td{background-color:${dark.page}!important;color:${dark.ink}!important}
.card{background-color:${dark.card}!important}
.ink,.t th,.t td{color:${dark.ink}!important}
.soft,.t th{color:${dark.soft}!important}
.mark{color:#faa2c1!important}
.t th,.t td,.rule{border-color:${dark.line}!important}
.link,.t a{color:${dark.accent}!important}
}`;
