/** How the index is made, and how it is read: both sides have to agree. */
export const SEARCH = {
  fields: ["title", "text"],
  storeFields: ["title", "page"],
  searchOptions: { boost: { title: 4 }, prefix: true, fuzzy: 0.15, combineWith: "AND" },
};
