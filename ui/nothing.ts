/** What runs of entries that are types only. */
export {};
