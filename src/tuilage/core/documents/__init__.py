"""Documents made and kept: PDF and DOCX from plain data, files that people bring. Knows no domain word."""
