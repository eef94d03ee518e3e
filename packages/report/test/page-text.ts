/** Text that breaks out wherever it isn't escaped. */
export const NASTY = `</script><script>alert("x")</script><img src=x onerror='alert(1)'> & \u202e"`;

/** What a page says, without its markup. */
export const textOf = (page: string): string =>
  page
    .replace(/<style>[\s\S]*?<\/style>|<script>[\s\S]*?<\/script>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .replaceAll('&#39;', "'");

/** Words that only a forgotten value writes, with what stands before them. */
export const forgotten = (page: string): readonly string[] =>
  textOf(page).match(/.{0,40}(?:NaN|undefined|Infinity|\[object).{0,20}/g) ?? [];
