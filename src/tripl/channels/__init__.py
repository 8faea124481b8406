"""Messages as data, formats that render them, channels that send them."""
