"""Series as people look at them: reads across the floors, writes nothing."""
