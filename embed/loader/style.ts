/** Constructed style sheets are exempt from the page's CSP; in a shadow root its rules reach nothing else. */
// The paragraphs are empty until there is something to say; their margins would move the page all the same.
const css =
  ':host(:not([hidden])){display:block}' +
  'p{margin:0}div{position:relative}iframe{border:0;display:block;width:100%}' +
  'iframe[inert]{opacity:0}div>[inert]{position:absolute;inset:0;height:100%}' +
  'dialog{border:0;border-radius:16px;padding:0;width:40rem;max-width:100%;overscroll-behavior:contain}dialog iframe{min-height:20rem}' +
  'button{float:inline-end;width:44px;height:44px;border:0;background:0 0;font-size:24px}' +
  '[role=status]{position:fixed;clip-path:inset(50%)}'

export const sheet = new CSSStyleSheet()
sheet.replaceSync(css)
