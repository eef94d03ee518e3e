import { MAX_PANES } from '../html/switch.ts';
import { CARD_STYLE } from './card-style.ts';
import { CHART_STYLE } from './chart-style.ts';
import { HEAT_STEPS, TOKENS } from './tokens.ts';

const PANES = Array.from(
  { length: MAX_PANES },
  (_, i) => `.switch:has(>fieldset input[value="${i}"]:checked)>.pane[data-pane="${i}"]`,
).join(',');

/** The one style sheet of every page. */
export const STYLE = `${TOKENS}
*,*::before,*::after{box-sizing:border-box}
html{font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%;scroll-padding-top:16px}
body{margin:0;background:var(--ground);color:var(--text);overflow-wrap:break-word}
h1,h2,h3,h4{line-height:1.25;font-weight:650;letter-spacing:-.01em;margin:0;text-wrap:balance}
h1{font-size:1.9rem;letter-spacing:-.02em}
h2{font-size:1.3rem;margin:0 0 12px}
h3{font-size:1rem;margin:0 0 2px}
p{margin:0 0 10px;max-width:74ch;text-wrap:pretty}
a{color:var(--link);text-underline-offset:2px}
code{font:.86em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.hash{overflow-wrap:anywhere}
.muted,.none{color:var(--muted)}
.gain{color:var(--gain)}
.loss{color:var(--loss)}
.vh{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:16px;top:-60px;background:var(--ground);padding:8px 12px;z-index:9}
.skip:focus{top:8px}
.top{display:flex;justify-content:space-between;align-items:center;gap:12px;padding:10px 20px;border-bottom:1px solid var(--rule);font-size:.87rem}
.top .brand{font-weight:650;letter-spacing:.01em}
.top nav{flex:1}
button{font:inherit;color:inherit;background:none;border:1px solid var(--rule);border-radius:4px;padding:3px 10px;cursor:pointer}
button:hover{border-color:var(--muted)}
.sheet{max-width:1240px;margin:0 auto;padding:0 20px 40px}
.contents{font-size:.87rem;padding:14px 0;border-bottom:1px solid var(--rule)}
.contents ol{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:2px 16px}
.contents a{color:var(--muted);text-decoration:none;display:inline-block;padding:2px 0}
.contents a:hover{color:var(--link);text-decoration:underline}
main>section{padding:30px 0 26px;border-bottom:1px solid var(--rule);min-width:0}
main>section:last-child{border-bottom:0}
main>.intro{padding-top:26px}
.lead{font-size:1.06rem;margin-top:8px}
.meta{font-size:.87rem;color:var(--muted);margin:6px 0 0;max-width:none}
@media (min-width:1180px){
.with-contents{display:grid;grid-template-columns:168px minmax(0,1fr);gap:0 44px}
.with-contents>.contents{border:0;padding:32px 0}
.with-contents>.contents ol{position:sticky;top:24px;display:block;line-height:1.7}
}
.headline+.lead{margin-top:18px}
.headline{display:grid;grid-template-columns:repeat(auto-fit,minmax(132px,1fr));border:1px solid var(--rule);border-radius:6px;overflow:hidden;margin:20px 0 0}
.headline.wide{grid-template-columns:repeat(auto-fit,minmax(190px,1fr))}
.facets{display:flex;flex-wrap:wrap;gap:4px 32px}
.facets>.scroll{max-width:100%}
.headline>div{padding:12px 14px;box-shadow:1px 0 0 var(--rule),0 1px 0 var(--rule)}
.headline dt{font-size:.8rem;color:var(--muted)}
.headline dd{margin:0;font-size:1.5rem;font-weight:600;letter-spacing:-.02em;font-variant-numeric:tabular-nums;line-height:1.3}
.headline dd.sub{font-size:.8rem;font-weight:400;letter-spacing:0;color:var(--muted);line-height:1.4}
.note{border-left:3px solid var(--rule);background:var(--raised);padding:10px 14px;margin:14px 0;border-radius:0 4px 4px 0}
.note.warn{border-color:var(--warn-rule);background:var(--warn-ground);color:var(--text)}
.note.warn strong{color:var(--warn)}
.note p{max-width:none}
.note>:last-child{margin-bottom:0}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:22px 36px}
.two>*{min-width:0}
.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 20px;margin:0 0 12px}
.facts dt{color:var(--muted)}
.facts dd{margin:0;font-variant-numeric:tabular-nums}
@media (max-width:560px){.facts{grid-template-columns:minmax(0,1fr);gap:0}.facts dd{margin-bottom:8px}}
.scroll{position:relative;overflow-x:auto;margin:10px 0 16px;scrollbar-width:thin}
table{border-collapse:collapse;font-size:.87rem;font-variant-numeric:tabular-nums;min-width:min(100%,420px)}
caption{text-align:left;color:var(--muted);padding:0 0 6px;font-size:.87rem}
caption.vh{padding:0}
th,td{padding:5px 14px 5px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule);font-weight:400}
th:last-child,td:last-child{padding-right:2px}
thead th{color:var(--muted);font-size:.8rem;vertical-align:bottom;border-bottom-color:var(--muted);line-height:1.3}
tbody th{font-weight:500}
.n{text-align:right;white-space:nowrap}
tr.strong>*{font-weight:650}
tr.quiet>*{color:var(--muted)}
.sub{display:block;color:var(--muted);font-size:.8rem;font-weight:400}
.date{white-space:nowrap}
.sub.wide{min-width:230px;max-width:44ch}
.sub.clamp{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}
.scroll tbody th{position:sticky;left:0;z-index:1;background:var(--ground)}
.reason{display:block;min-width:240px;max-width:52ch}
th button{border:0;padding:0;font-size:inherit;text-align:inherit;color:inherit;line-height:inherit}
th button:hover{color:var(--text);text-decoration:underline}
th[aria-sort] button{color:var(--text);font-weight:650}
th[aria-sort=ascending] button::after{content:" \\2191"}
th[aria-sort=descending] button::after{content:" \\2193"}
.heat td,.heat th{border:0;padding:0}
.heat td span,.heat td.cell{display:block;padding:6px 7px;text-align:right;min-width:56px}
.heat td.cell{display:table-cell}
.heat{border-spacing:2px;border-collapse:separate}
.heat tbody th,.heat tbody td{vertical-align:middle}
.heat tbody th{padding-right:10px}
.heat td>.none{display:block;text-align:right;padding:6px 7px}
.heat thead th{text-align:right;padding:0 7px 2px;border:0}
.heat thead th:first-child{text-align:left;padding-left:0}
.heat td.total span{font-weight:650}
.heat .best{outline:2px solid var(--text);outline-offset:-2px}
.tag{display:inline-block;font-size:.8rem;border:1px solid var(--rule);border-radius:3px;padding:0 6px;color:var(--muted);white-space:nowrap}
.tag.warn{color:var(--warn);border-color:var(--warn-rule)}
details{margin:0 0 6px}
summary{cursor:pointer;padding:5px 0;font-size:.93rem}
summary:hover{color:var(--link)}
details>.inside{padding:2px 0 8px 16px;border-left:2px solid var(--rule);margin-left:4px}
.numbers>summary{color:var(--muted);font-size:.8rem;padding:2px 0}
pre{background:var(--raised);padding:12px 14px;border-radius:4px;overflow-x:auto;font:.82rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;margin:6px 0 14px;tab-size:2}
ul.plain{margin:0 0 12px;padding-left:18px}
fieldset{border:0;margin:0 0 8px;padding:0;display:flex;flex-wrap:wrap;align-items:center;gap:4px 0;font-size:.87rem}
legend{float:left;padding:0;margin-right:10px;color:var(--muted)}
fieldset label{position:relative;cursor:pointer}
fieldset input{position:absolute;inset:0;opacity:0;margin:0;cursor:pointer}
fieldset label span{display:block;padding:3px 12px;border:1px solid var(--rule);margin-left:-1px}
fieldset input:checked+span{background:var(--text);color:var(--ground);border-color:var(--text)}
fieldset input:focus-visible+span{outline:2px solid var(--focus);outline-offset:2px}
.pane{display:none}
${PANES}{display:block}
footer{max-width:1240px;margin:0 auto;padding:16px 20px 40px;color:var(--muted);font-size:.8rem}
@media (max-width:560px){html{font-size:14.5px}.sheet,.top,footer{padding-left:16px;padding-right:16px}h1{font-size:1.55rem}.headline{grid-template-columns:1fr 1fr}.headline dd{font-size:1.3rem}.sub.wide{min-width:150px}}
@media print{.contents,.skip,.top button{display:none}.scroll{overflow:visible}main>section{break-inside:auto}figure,tr{break-inside:avoid}html{font-size:11px}.frame text{font-size:10px}}
${HEAT_STEPS}${CHART_STYLE}${CARD_STYLE}`;
