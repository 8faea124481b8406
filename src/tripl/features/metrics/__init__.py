"""Series of counts: the store behind every chart, signal and alert."""
