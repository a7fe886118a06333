/** Output that tries to be more than text: markup, script ends, template braces, escapes, bidi. */
export const HOSTILE = [
  '<img src=x onerror="window.hacked = 1">',
  '</code></pre></script><script>window.hacked = 1</script>',
  '<!-- {`${window.hacked = 1}`} {window.hacked = 1} -->',
  '&lt;b&gt; &amp; ]]> \u001b[2J \u0000 \u202e',
  "' \" ` $(id) {{ x }} <Step id='y' />",
  'Error: failed to call a hostile webhook: <img src=y onerror="window.hacked = 1"></code></mark>',
].join('\n')
