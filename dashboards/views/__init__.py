"""What each page shows, as plain data: pure functions of a store and a view state."""
