//! The root: it alone holds the engine, and only dispatches.
