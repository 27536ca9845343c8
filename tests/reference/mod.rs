pub mod instants;
pub mod prices;
pub mod quotes;
pub mod random;
