/** How portfolios look: cards side by side, their rows of figures, and bars that add up. */
export const CARD_STYLE = `
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,290px),1fr));gap:18px;margin-top:20px}
.card{border:1px solid var(--rule);border-radius:6px;padding:16px 18px 14px;min-width:0;display:flex;flex-direction:column}
.card h2{font-size:1.15rem;margin:0;display:flex;flex-wrap:wrap;align-items:baseline;gap:2px 10px}
.card h2 a,.last{overflow-wrap:anywhere}
.card h2 .tag{font-weight:400;letter-spacing:0}
.card h3{font-size:.8rem;font-weight:400;letter-spacing:0;color:var(--muted);border-top:1px solid var(--rule);margin-top:12px;padding-top:10px}
.card>.sub{margin:2px 0 0}
.card .worth{font-size:1.75rem;font-weight:600;letter-spacing:-.02em;font-variant-numeric:tabular-nums;line-height:1.2;margin:12px 0 8px}
.card .worth .sub{display:inline-block;letter-spacing:0;margin-left:4px}
.card .worth>.none{font-size:1rem;font-weight:400;letter-spacing:0}
.lines{display:block;margin:4px 0 10px;overflow:visible}
.beside{display:grid;grid-template-columns:repeat(3,1fr);gap:4px 12px;margin:0}
.beside dt{font-size:.8rem;color:var(--muted);display:flex;align-items:center;gap:6px}
.beside dd{margin:0;font-weight:600;font-variant-numeric:tabular-nums}
.last{list-style:none;margin:6px 0 0;padding:0;font-size:.87rem;font-variant-numeric:tabular-nums}
.last li{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:0 12px;padding:4px 0}
.last li>.date{color:var(--muted)}
.headline.four{grid-template-columns:repeat(4,minmax(0,1fr))}
@media (max-width:760px){.headline.four{grid-template-columns:1fr 1fr}}
.run{margin:0}
.run+.run{border-top:1px solid var(--rule)}
.run>summary .tag{margin:0 3px}
.run>summary{font-variant-numeric:tabular-nums}
.command{display:inline-block;background:var(--ground);border:1px solid var(--rule);border-radius:3px;padding:1px 7px;overflow-wrap:anywhere}
.nowrap{white-space:nowrap}
.what{display:block;min-width:190px;max-width:44ch}
.progress{display:block;margin-top:8px}
.waterfall{display:block;min-width:120px;width:100%}
.waterfall .up{fill:var(--c0)}
.waterfall .down{fill:var(--c1)}
.waterfall .still{fill:var(--muted)}
tr.total>*{border-top:1px solid var(--muted)}
@media (max-width:560px){.parts tr>:nth-child(3){display:none}.waterfall{min-width:84px}}
`;
