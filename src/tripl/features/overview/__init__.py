"""Numbers over a whole project; reads only."""
