"""The frame every page stands in: theme, navigation, components, ribbon. Knows no domain word."""
