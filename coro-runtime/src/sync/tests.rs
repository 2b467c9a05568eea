//! Models of tokens and trackers on several threads (run them as the module doc of `loom` says).

mod loom;
