"""What an installation needs beside the program: units, nginx, container, and the look at its dependencies."""
