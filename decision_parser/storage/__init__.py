"""Archives and datasets that lie in an object store: addresses, what is asked of a store, and the working copy here."""
