"""A release in the figures that a page shows: only the columns that are needed are read, whatever its age."""
