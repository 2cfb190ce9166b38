//! What to do: the scenario language. Pure: nothing here touches a browser or a network.

pub mod model;
