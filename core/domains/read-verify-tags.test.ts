import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readVerifyTags } from './read-verify-tags.ts'

describe('a dm-verify tag is read', () => {
  it.each([
    ['plainly', '<!doctype html><html><head><meta name="dm-verify" content="t0ken"></head>'],
    ['with its attributes in the other order', '<head><meta content="t0ken" name="dm-verify"></head>'],
    ['with others between', '<head><meta data-a="1" content="t0ken" id=x name="dm-verify" data-b></head>'],
    ['in single quotes', "<head><meta name='dm-verify' content='t0ken'></head>"],
    ['without quotes', '<head><meta name=dm-verify content=t0ken></head>'],
    ['without quotes, closed by a slash apart', '<head><meta name=dm-verify content=t0ken /></head>'],
    ['closed by a slash', '<head><meta name="dm-verify" content="t0ken"/></head>'],
    ['in capitals', '<HEAD><META NAME="DM-VERIFY" CONTENT="t0ken"></HEAD>'],
    ['over several lines', '<head>\r\n<meta\n\tname = "dm-verify"\n\tcontent = "t0ken"\n>'],
    ['with blanks around its value', '<head><meta name="dm-verify" content=" t0ken "></head>'],
    ['without any html or head tag', '<!DOCTYPE html><title>Home</title><meta name="dm-verify" content="t0ken">'],
    ['behind a byte order mark', '\uFEFF<!doctype html><meta name="dm-verify" content="t0ken">'],
    ['behind comments', '<!-- > <body> --><!--> <head><!-- x --><meta name="dm-verify" content="t0ken">'],
    ['behind a script with tags in it', '<script>if (a<b) x("<body>")</script><meta name="dm-verify" content="t0ken">'],
    ['behind styles and links', '<link rel=x href="/a>b"><style>a>b{}</style ><meta name="dm-verify" content="t0ken">'],
    ['behind a letter that grows in lower case', '<title>İİİ</TITLE><meta name="dm-verify" content="t0ken">'],
  ])('%s', (_how, page) => {
    expect(readVerifyTags(page)).toEqual(['t0ken'])
  })

  it('as often as it stands there', () => {
    expect(readVerifyTags('<meta name=dm-verify content=a><meta name=dm-verify content=b>')).toEqual(['a', 'b'])
  })
})

describe('words of strangers are no tag', () => {
  const tag = '<meta name=dm-verify content=t0ken>'
  it.each([
    ['in the body', `<head></head><body>${tag}</body>`],
    ['in a body that nothing announces', `<title>x</title><p>${tag}`],
    ['behind a word of text', `<title>x</title> hello ${tag}`],
    ['behind the head', `<head></head>${tag}`],
    ['in a comment', `<head><!-- ${tag} --></head>`],
    ['in a comment that never ends', `<head><!-- ${tag}`],
    ['in a script', `<head><script>var x = '${tag}'</script></head>`],
    ['in a script with a false end', `<head><script>'</scripted>${tag}'</script></head>`],
    ['in a title', `<head><title>${tag}</title></head>`],
    ['in a style', `<head><style>/* ${tag} */</style></head>`],
    ['in a template', `<head><template>${tag}</template></head>`],
    ['in a noscript', `<head><noscript>${tag}</noscript></head>`],
    ['in the text of another attribute', `<head><meta name="description" content="I am ${tag}"></head>`],
    ['in an attribute in single quotes', `<head><meta name='description' content='I am ${tag}'></head>`],
    ['in a doctype', `<!doctype html "${tag.slice(0, -1)}">`],
    ['as a second name', '<head><meta name=description name=dm-verify content=t0ken></head>'],
    ['in a tag that never ends', '<head><meta name=dm-verify content=t0ken'],
    ['under another name', '<head><meta name="dm-verify2" content="t0ken"><meta property="dm-verify" content="t0ken">'],
    ['in an image before it', `<img>${tag}`],
    ['in plain text', 'dm-verify=t0ken'],
    ['behind 200,000 characters', `<!--${' '.repeat(200_000)}-->${tag}`],
  ])('%s', (_where, page) => {
    expect(readVerifyTags(page)).toEqual([])
  })
})

it('reads any bytes without a crash', () => {
  const pieces = fc.constantFrom(
    '<',
    '>',
    '/',
    '=',
    '"',
    "'",
    ' ',
    '<meta',
    'name',
    'dm-verify',
    '<!--',
    '-->',
    '</',
    'x',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 60 }), (parts) => {
      expect(readVerifyTags(parts.join(''))).toBeInstanceOf(Array)
    }),
  )
})

it.each(['<meta ', '<meta name="', '</title', '<!--', '<meta a=', '<script>', '<title></titl', ' ', '/', '<meta x\t='])(
  'takes time in proportion to a page made of "%s"',
  (piece) => {
    const timeOf = (length: number) => {
      const page = `<title></title><meta ${piece.repeat(Math.ceil(length / piece.length))}`
      const started = performance.now()
      readVerifyTags(page)
      return performance.now() - started
    }
    timeOf(200_000)
    const [short, long] = [timeOf(20_000), timeOf(200_000)]
    // Ten times the text: quadratic would be a hundred times the time. The 20 ms forgive a busy machine.
    expect(long).toBeLessThan(short * 40 + 20)
  },
)
