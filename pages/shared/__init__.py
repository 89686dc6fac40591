"""What every page shares: cached rows, filters, charts, sentences, tables, the source panel."""
