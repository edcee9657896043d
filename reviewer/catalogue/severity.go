package catalogue

import "fmt"

var severityNames = map[Severity]string{Low: "low", Medium: "medium", High: "high"}

// String is "low", "medium" or "high"; empty for no severity.
func (s Severity) String() string { return severityNames[s] }

// ParseSeverity reads "low", "medium" or "high".
func ParseSeverity(name string) (Severity, error) {
	for s, n := range severityNames {
		if n == name {
			return s, nil
		}
	}
	return 0, fmt.Errorf("unknown severity %q: write high, medium or low", name)
}

// MarshalText writes the name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the name, strictly.
func (s *Severity) UnmarshalText(text []byte) error {
	v, err := ParseSeverity(string(text))
	*s = v
	return err
}
