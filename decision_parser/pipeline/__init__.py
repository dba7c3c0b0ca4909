"""The order of the stages: one decision (`parse`), a whole dataset (`build`). Nothing else knows it."""
