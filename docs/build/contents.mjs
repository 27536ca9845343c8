// Which pages there are, in the order in which they are read.

/** Each page with its title in the contents: written in Markdown, or made from a source by a function of `made.mjs`. */
export const CONTENTS = [
  {
    title: "Guide",
    pages: [
      { name: "index", title: "Get started", from: "guide/index.md" },
      { name: "in-a-page", title: "In a page", from: "guide/in-a-page.md" },
      { name: "in-node", title: "In Node", from: "guide/in-node.md" },
      { name: "charging", title: "In a back end that charges", from: "guide/charging.md" },
      { name: "finance", title: "In finance", from: "guide/finance.md" },
      { name: "consumption", title: "Counting consumption", from: "guide/consumption.md" },
      { name: "examples", title: "Live examples", from: "guide/examples.md" },
    ],
  },
  {
    title: "Price books",
    pages: [
      { name: "price-books", title: "Writing a price book", from: "guide/price-books.md" },
      { name: "price-book-schema", title: "Every key", made: "schema" },
    ],
  },
  {
    title: "Recipes",
    pages: [
      { name: "react", title: "React", from: "recipes/react.md" },
      { name: "next", title: "Next", from: "recipes/next.md" },
      { name: "vue", title: "Vue", from: "recipes/vue.md" },
      { name: "svelte", title: "Svelte", from: "recipes/svelte.md" },
      { name: "express", title: "Express", from: "recipes/express.md" },
      { name: "fastify", title: "Fastify", from: "recipes/fastify.md" },
      { name: "workers", title: "Workers", from: "recipes/workers.md" },
    ],
  },
  {
    title: "Reference",
    pages: [
      { name: "api", title: "sealquote", made: "entry", entry: "index" },
      { name: "api-ledger", title: "sealquote/ledger", made: "entry", entry: "ledger" },
      { name: "api-consumption", title: "sealquote/consumption", made: "entry", entry: "consumption" },
      { name: "api-element", title: "sealquote/element", made: "entry", entry: "element" },
      { name: "api-react", title: "sealquote/react", made: "entry", entry: "react" },
      { name: "api-slim", title: "sealquote/slim", made: "entry", entry: "slim" },
      { name: "api-js", title: "sealquote/js", made: "entry", entry: "js" },
      { name: "command", title: "The command", made: "command" },
      { name: "findings", title: "Findings", made: "findings" },
      { name: "errors", title: "Errors", made: "errors" },
      { name: "packages", title: "Beside other packages", made: "packages" },
    ],
  },
];

export const PAGES = CONTENTS.flatMap(({ title, pages }) => pages.map((page) => ({ ...page, section: title })));
