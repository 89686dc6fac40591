"""What goes out: tables and papers that people take away."""
