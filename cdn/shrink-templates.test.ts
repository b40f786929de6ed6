import { expect, it } from 'vitest'
import { shrinkCss, shrinkHtml } from './shrink-templates.ts'

it.each([
  ['\n  a {\n    color: red;\n  }\n', ' a{color: red;}'],
  ['a > b + c , d { x: y }', 'a > b + c , d{x: y}'],
  ['.a .b :hover { }', '.a .b :hover{}'],
  ['a { width: calc( 1px + 2px ) }', 'a{width: calc( 1px + 2px )}'],
  ['a { content: "  { ; } /* x */ " ; }', 'a{content: "  { ; } /* x */ ";}'],
  ["a { content: '  ' }", "a{content: '  '}"],
  ["/* it's */ a { content: '  ' }", "  a{content: '  '}"],
  ['@media (min-width: 1px) {\n a { b: c } }', '@media (min-width: 1px){a{b: c}}'],
  [' {\n  x: ', '{x: '],
])('keeps the meaning of the rules %j', (rules, shrunk) => {
  expect(shrinkCss(rules)).toBe(shrunk)
})

it.each([
  ['<p>\n      one\n      two\n    </p>', '<p>\none\ntwo\n</p>'],
  ['<b>a</b> <b>b</b>', '<b>a</b> <b>b</b>'],
  ['<b>a</b>   \n\n   <b>b</b>', '<b>a</b>\n<b>b</b>'],
  ['<input\n   name="x"\n   value=', '<input\nname="x"\nvalue='],
  ['<pre>\n  kept\n</pre>', '<pre>\n  kept\n</pre>'],
  ['<textarea>\n  kept', '<textarea>\n  kept'],
])('keeps the meaning of the markup %j', (markup, shrunk) => {
  expect(shrinkHtml(markup)).toBe(shrunk)
})
