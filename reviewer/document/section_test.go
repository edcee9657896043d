package document

import "testing"

func TestClassifySection(t *testing.T) {
	tests := []struct {
		number, title string
		parent, want  SectionKind
	}{
		{"", "Abstract", SectionBody, SectionAbstract},
		{"", "ABSTRACT:", SectionBody, SectionAbstract},
		{"4.2", "Abstract Service Interfaces", SectionBody, SectionBody},
		{"", "Status of This Memo", SectionBody, SectionBoilerplate},
		{"", "Table of Contents", SectionBody, SectionBoilerplate},
		{"4.1.3", "Status of This Memo", SectionBody, SectionBody},
		{"4.1", "The Payload Table of Contents", SectionBody, SectionBody},
		{"9", "Full Copyright Statement", SectionBody, SectionBoilerplate},
		{"9", "Intellectual Property Rights", SectionBody, SectionBoilerplate},
		{"9", "Security and Intellectual Property", SectionBody, SectionSecurity},
		{"7", "Security Considerations", SectionBody, SectionSecurity},
		{"7", "SECURITY CONSIDERATIONS", SectionBody, SectionSecurity},
		{"7", "Security", SectionBody, SectionSecurity},
		{"7", "Threat Model", SectionBody, SectionSecurity},
		{"7", "Replay Attacks", SectionBody, SectionSecurity},
		{"3", "Security Association Lookup", SectionBody, SectionBody},
		{"7.1", "Keys", SectionSecurity, SectionSecurity},
		{"7", "Privacy Considerations", SectionBody, SectionPrivacy},
		{"7", "Security and Privacy Considerations", SectionBody, SectionPrivacy},
		{"7.2", "Privacy", SectionSecurity, SectionPrivacy},
		{"3", "Compatibility with Privacy-Enhanced Mail", SectionBody, SectionBody},
		{"7", "Human Rights Considerations", SectionBody, SectionHumanRights},
		{"7", "IANA Considerations", SectionBody, SectionIANA},
		{"7", "Operations and Management Considerations", SectionBody, SectionOperational},
		{"8", "References", SectionBody, SectionReferences},
		{"8.1", "Normative References", SectionReferences, SectionReferences},
		{"3.3", "Algorithm Preferences", SectionBody, SectionBody},
		{"3.3", "Same-Document URI-References", SectionBody, SectionBody},
		{"2.5", "<reference>", SectionBody, SectionBody},
		{"", "Acknowledgements", SectionBody, SectionAcknowledgement},
		{"", "Contributors", SectionBody, SectionAcknowledgement},
		{"5", "Negative Acknowledgements", SectionBody, SectionBody},
		{"", "Authors' Addresses", SectionBody, SectionAuthors},
		{"", "Author’s Address", SectionBody, SectionAuthors},
		{"", "Editors' Addresses", SectionBody, SectionAuthors},
		{"5", "Authorization", SectionBody, SectionBody},
		{"", "Changes since RFC 1", SectionBody, SectionChanges},
		{"5", "State Changes", SectionBody, SectionBody},
		{"1.2", "Conventions Used in This Document", SectionIntroduction, SectionTerminology},
		{"1.2", "Terminology", SectionIntroduction, SectionTerminology},
		{"2", "Textual Conventions", SectionBody, SectionBody},
		{"1", "Introduction", SectionBody, SectionIntroduction},
		{"1.1", "The Sensor Market", SectionIntroduction, SectionBody},
		{"7.1", "Background", SectionSecurity, SectionSecurity},
		{"2", "Scope", SectionBody, SectionIntroduction},
		{"2", "Flooding Scope", SectionBody, SectionBody},
		{"A", "Worked Example", SectionBody, SectionAppendix},
		{"A.1", "First Step", SectionAppendix, SectionAppendix},
		{"", "Appendix: Worked Example", SectionBody, SectionAppendix},
		{"3", "Message Format", SectionBody, SectionBody},
		{"3", "", SectionBody, SectionBody},
	}
	for _, test := range tests {
		t.Run(test.number+" "+test.title, func(t *testing.T) {
			if got := classifySection(test.number, test.title, test.parent); got != test.want {
				t.Errorf("kind %q, want %q", got, test.want)
			}
		})
	}
}

func TestTitleRulesReachable(t *testing.T) {
	for _, rule := range titleRules {
		title := ""
		for _, w := range rule.words {
			title += w + " "
		}
		if got := titleKind(title); got != rule.kind {
			t.Errorf("title %q: kind %q, want %q", title, got, rule.kind)
		}
	}
}
